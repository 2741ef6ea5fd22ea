"""SHA-256 of each packaged file; written by ``python -m dlcourse.translation``."""

DIGESTS = {
    "vocabularies.json": "1729c22c8a4860cd2cf63992936f42bc7e0f95f30a7872145cd691f679762d25",
    "zh_attention.npz": "f96536fdb1c01baf82dcdeae31450fa284b4dc1a622073e154066b6b43f72906",
    "zh_plain.npz": "0647e415c9c241413549331ac1c94ce6d594a41726d8af8b334658bdc4e7385d",
    "fr_attention.npz": "f919b760e31e48bc9ca535b60092b279d5fded985634f2cd4904b32f5708da90",
    "fr_plain.npz": "dc2d0f3aea0e68351c7d63981f38ab8ec1b5b0a89d433d748a7904a4a2efd0f5",
}
