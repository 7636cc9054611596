"""Unpacks chosen members of a wheel or a tarball into a folder: python3 unpack.py ARCHIVE FOLDER PREFIX…

A member is taken where its name starts with one of the prefixes, under its name without the archive's first folder. Names that leave the
folder are refused, and so is more than any pinned archive holds. Prints `Progress DONE of TOTAL` in bytes.
"""
import os, sys, tarfile, zipfile

archive, folder, *prefixes = sys.argv[1:]
root = os.path.realpath(folder)
parent = os.getppid()
MOST_BYTES = 8 << 30
MOST_MEMBERS = 100_000


def chosen(name):
    return not name.endswith('/') and any(name.startswith(p) for p in prefixes)


def members():
    if archive.endswith('.whl'):
        with zipfile.ZipFile(archive) as z:
            for m in z.infolist():
                if chosen(m.filename):
                    yield m.filename, m.file_size, m.external_attr >> 16, lambda m=m: z.open(m)
    else:
        with tarfile.open(archive) as t:
            for m in t.getmembers():
                if m.isfile() and chosen(m.name):
                    yield m.name, m.size, m.mode, lambda m=m: t.extractfile(m)


def unpack():
    sizes = [size for _, size, _, _ in members()]
    total = sum(sizes)
    if total > MOST_BYTES or len(sizes) > MOST_MEMBERS:
        sys.exit(f'at most {MOST_BYTES} bytes in {MOST_MEMBERS} files are unpacked, but there are {total} in {len(sizes)}')
    done = 0
    for name, size, mode, source in members():
        path = os.path.realpath(os.path.join(root, name.split('/', 1)[1]))
        if not path.startswith(root + os.sep):
            sys.exit(f'{name} leaves the folder')
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with source() as read, open(path, 'wb') as write:
            while chunk := read.read(1 << 22):
                if os.getppid() != parent:
                    sys.exit('the set-up that started this is gone')  # a newer one may write here by now
                write.write(chunk)
                done += len(chunk)
                print(f'Progress {done} of {total}', flush=True)
        if mode & 0o111:
            os.chmod(path, 0o755)


try:
    unpack()
except (OSError, tarfile.TarError, zipfile.BadZipFile) as e:
    sys.exit(f'{type(e).__name__}: {e}')
