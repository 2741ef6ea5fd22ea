"""Where nbgrader finds the course: exercises/ is what it generates from solutions/."""

c = get_config()  # noqa: F821 - nbgrader defines it

c.CourseDirectory.course_id = "dlcourse"
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "exercises"
