"""SHA-256 of each packaged file; written by ``python -m dlcourse.studies.adversarial``."""

DIGESTS = {
    "digit_reader.npz": "10b403d614c16958829aba03846cf9e6da9480fa22ef625b94c8aba8c68b721d",
    "digit_generator.npz": "b626e85f35665da2538e206a7ce4d091ee86b3126e560d114ff693d3461cecdc",
}
