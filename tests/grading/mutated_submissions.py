"""Submissions at random, from a seed: notebooks, folders, zips and rosters that went wrong."""

import io
import json
import random
import zipfile

from handed_in import NAME, ROOT, SOLUTION

WORK = SOLUTION.read_bytes()
STUB = (ROOT / "exercises" / NAME / f"{NAME}.ipynb").read_bytes()
PEOPLE = "ada", "Bob Lee", "张三", "o'hara", "Ö", "x" * 90
STEMS = NAME, f"{NAME}_final", "3_1_CNN", f"{NAME}-10", f"{NAME} (2)", "Untitled", "实验一", "notes"
ENDINGS = ".ipynb", ".IPYNB", ".ipynb.txt", ".ipynb.json", ".py", ".html", ".zip", "", ".pdf"
FOLDERS = "", NAME, "dlcourse/exercises/" + NAME, "solutions/" + NAME, ".ipynb_checkpoints"
FOLDERS += ("__MACOSX", "2_1_core_concepts", "a/b/c")
ROSTER = "Student,ID,SIS Login ID,Section,3_1_cnn (99)\n"


def content_of(rng):
    """A notebook, or what has become of one."""
    data = rng.choice([WORK, STUB])
    kind = rng.randrange(9)
    if kind == 0:
        return data[: rng.randrange(len(data))]
    if kind == 1:
        spoiled = bytearray(data)
        for _ in range(rng.randrange(1, 30)):
            spoiled[rng.randrange(len(spoiled))] = rng.randrange(256)
        return bytes(spoiled)
    if kind == 2:
        text = data.decode()
        return text.encode(rng.choice(["gbk", "utf-16", "utf-8-sig", "latin-1"]), "ignore")
    if kind == 3:
        return rng.choice(
            [b"", b"\0" * 9, b"<html>", b"PK\3\4", b"[" * 9999, b"null", b'{"cells": 3}']
        )
    if kind == 4:
        cells = json.loads(data)["cells"]
        rng.shuffle(cells)
        return json.dumps({"cells": cells[: rng.randrange(20)], "nbformat": 4}).encode()
    return data


def files_of(rng):
    """What one person has handed in: path to content."""
    files = {}
    for _ in range(rng.randrange(1, 4)):
        ending = rng.choice(ENDINGS) if rng.random() < 0.4 else ".ipynb"
        path = "/".join(filter(None, [rng.choice(FOLDERS), rng.choice(STEMS) + ending]))
        content = content_of(rng)
        files[path] = zipped(files_of(rng), rng) if ending == ".zip" else content
    if rng.random() < 0.3:
        files["timestamp.txt"] = rng.choice([b"2026-11-23 17:02:11 CST", b"\xff", b"soon", b""])
    return files


def zipped(files, rng):
    """A zip file of some files; at times it is spoiled."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    data = bytearray(packed.getvalue())
    if rng.random() < 0.2:
        data[rng.randrange(len(data))] ^= 255
    return bytes(data)


def class_at_random(folder, seed):
    """A class in a folder or a zip file: where it is, and how many people are in it."""
    rng = random.Random(seed)
    people = {who: files_of(rng) for who in rng.sample(PEOPLE, rng.randrange(2, 5))}
    paths = {f"{who}/{path}": data for who, files in people.items() for path, data in files.items()}
    if rng.random() < 0.5:
        for path, data in paths.items():
            (folder / "class" / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / "class" / path).write_bytes(data)
        return folder / "class", set(people)
    with zipfile.ZipFile(folder / "class.zip", "w") as archive:
        for path, data in paths.items():
            archive.writestr(path, data)
    return folder / "class.zip", set(people)


def roster_at_random(path, seed):
    """A table that may be one of Canvas'."""
    rng = random.Random(seed)
    rows = "".join(f"{who},{number},{who},A,\n" for number, who in enumerate(PEOPLE))
    text = (ROSTER + rows).replace(",", rng.choice(",,;\t"))
    data = bytearray(text.encode(rng.choice(["utf-8", "utf-8-sig", "utf-16", "gbk"]), "ignore"))
    for _ in range(rng.choice([0, 0, 1, 20])):
        data[rng.randrange(len(data))] = rng.randrange(256)
    path.write_bytes(data)
    return path
