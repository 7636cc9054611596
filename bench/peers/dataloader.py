"""torchvision's input pipeline, beside which fovea's is measured: see bench/pipeline/subject.ts, whose arguments and answers it has.

    python dataloader.py --mode pil|tensor FOLDER SIDE BATCH BATCHES WORKERS

Each line on standard input takes BATCHES batches from a DataLoader of torchvision's v2 transforms: decode, resize to SIDE x SIDE (bilinear,
antialiased), mirror, to float, normalise, collate. `pil` decodes and resizes with Pillow, `tensor` with torchvision's own decoder and uint8 kernels.
"""
import argparse, json, os, resource, sys, time
import torch
from PIL import Image
from torch.utils.data import DataLoader, Dataset
from torchvision.io import ImageReadMode, decode_image, read_file
from torchvision.transforms import v2


class Pictures(Dataset):
    def __init__(self, files, side, mode):
        self.files, self.mode = files, mode
        resize = v2.Resize((side, side), antialias=True)
        flip = v2.RandomHorizontalFlip(1.)
        floats = [v2.ToDtype(torch.float32, scale=True), v2.Normalize([.485, .456, .406], [.229, .224, .225])]
        self.transform = v2.Compose([resize, flip, *([v2.ToImage()] if mode == 'pil' else []), *floats])

    def __len__(self):
        return len(self.files)

    def __getitem__(self, index):
        file = self.files[index]
        image = Image.open(file).convert('RGB') if self.mode == 'pil' else decode_image(read_file(file), ImageReadMode.RGB)
        return self.transform(image)


class Endless:
    """Shuffled batches, epoch after epoch, so that workers go on between steps as ours do."""

    def __init__(self, length, batch):
        self.length, self.batch = length, batch

    def __iter__(self):
        g = torch.Generator().manual_seed(0)
        while True:
            order = torch.randperm(self.length, generator=g).tolist()
            for i in range(0, self.length, self.batch):
                yield order[i:i + self.batch]


def main():
    p = argparse.ArgumentParser()
    p.add_argument('--mode', choices=['pil', 'tensor'], required=True)
    p.add_argument('folder')
    for name in ('side', 'batch', 'batches', 'workers'):
        p.add_argument(name, type=int)
    a = p.parse_args()
    names = sorted(os.listdir(a.folder))
    files = [os.path.join(a.folder, n) for n in names[:len(names) - len(names) % a.batch]]
    loader = DataLoader(Pictures(files, a.side, a.mode), batch_sampler=Endless(len(files), a.batch), num_workers=a.workers)
    batches = iter(loader)
    for _ in sys.stdin:
        time.sleep(.5)                                             # workers of whoever went before fill their buffers first
        before = time.perf_counter()
        total = 0.
        for _ in range(a.batches):
            total += next(batches)[:, :, a.side // 2, :].mean().item()
        print(json.dumps({'seconds': time.perf_counter() - before, 'computed': [total / a.batches]}), flush=True)
    print(json.dumps({'peakBytes': resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}), flush=True)
    os._exit(0)                                                      # the workers are still at work


if __name__ == '__main__':
    main()
