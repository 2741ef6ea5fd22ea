"""What comes out: tables, a page for each student, a page on the class, answers that resemble."""
