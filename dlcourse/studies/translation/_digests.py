"""SHA-256 of each packaged file; written by ``python -m dlcourse.studies.translation``."""

DIGESTS = {
    "vocabularies.json": "1729c22c8a4860cd2cf63992936f42bc7e0f95f30a7872145cd691f679762d25",
    "zh_attention.npz": "ed7416e04c0b433855c30c2d373490b996d0c3ed332104b1ae428a361a0d23a1",
    "zh_plain.npz": "0647e415c9c241413549331ac1c94ce6d594a41726d8af8b334658bdc4e7385d",
    "fr_attention.npz": "690e01380a8a6f33c5cdb3a9c2215d21fe6e567f72d11e9bb60529a8d57fd9de",
    "fr_plain.npz": "dc2d0f3aea0e68351c7d63981f38ab8ec1b5b0a89d433d748a7904a4a2efd0f5",
}
