"""FCOS-R50 and SET by hand in PyTorch: what fovea is measured against. Reads commands on standard input, answers in JSON.

    python fcos_pytorch.py --variant fcos --mode eager --precision float32 [--start FILE] [--batch 1] [--device cuda]

A line on standard input takes one training step and prints {"seconds": ..., "computed": [loss]}; at the end of the input it prints
{"parameters": ..., "peakBytes": ...}. Weights and batch are those of the file, which bench/start-file.ts writes, so that the losses are those of
every other subject; without one they are random. The stem and the first stage are frozen, batch normalisation uses its running
statistics and its scale and shift are frozen, the head is that of the AI-TOD configuration (no GroupNorm, DIoU weighted by
centerness). SET is written as the paper has it (Eq. 1-9) with torch.autograd.grad for each branch, as an eager user would.
"""
import argparse, json, math, resource, struct, sys, time
import numpy, torch, torch.nn as nn, torch.nn.functional as F
from torchvision.models import resnet50
from torchvision.ops import FrozenBatchNorm2d
from torchvision.ops.feature_pyramid_network import FeaturePyramidNetwork, LastLevelP6P7

STRIDES = (8, 16, 32, 64, 128)
RATE = 1e-4                                                      # of bench/start.ts


class Head(nn.Module):
    def __init__(self, channels, classes, convs):
        super().__init__()
        tower = lambda: nn.Sequential(*[m for _ in range(convs) for m in (nn.Conv2d(channels, channels, 3, padding=1), nn.ReLU())])
        self.cls, self.reg = tower(), tower()
        self.logits = nn.Conv2d(channels, classes, 3, padding=1)
        self.sides = nn.Conv2d(channels, 4, 3, padding=1)
        self.centerness = nn.Conv2d(channels, 1, 3, padding=1)
        self.scales = nn.Parameter(torch.ones(len(STRIDES)))
        for m in self.modules():
            if isinstance(m, nn.Conv2d):
                nn.init.normal_(m.weight, std=.01)
                nn.init.zeros_(m.bias)
        nn.init.constant_(self.logits.bias, -math.log(99))

    def forward(self, features):
        outs = []
        for i, (p, stride) in enumerate(zip(features, STRIDES)):
            flat = lambda x: x.flatten(2).transpose(1, 2)
            reg = self.reg(p)
            outs.append((flat(self.logits(self.cls(p))), flat(F.relu(self.sides(reg) * self.scales[i]) * stride), flat(self.centerness(reg))))
        return [torch.cat([o[k] for o in outs], 1) for k in range(3)]


def giou_terms(a, b):
    inter = (torch.minimum(a[..., 0], b[..., 0]) + torch.minimum(a[..., 2], b[..., 2])) * (
        torch.minimum(a[..., 1], b[..., 1]) + torch.minimum(a[..., 3], b[..., 3]))
    area = lambda s: (s[..., 0] + s[..., 2]) * (s[..., 1] + s[..., 3])
    iou = inter / (area(a) + area(b) - inter).clamp(min=1e-7)
    w = torch.maximum(a[..., 0], b[..., 0]) + torch.maximum(a[..., 2], b[..., 2])
    h = torch.maximum(a[..., 1], b[..., 1]) + torch.maximum(a[..., 3], b[..., 3])
    dx, dy = (a[..., 2] - a[..., 0] - b[..., 2] + b[..., 0]) / 2, (a[..., 3] - a[..., 1] - b[..., 3] + b[..., 1]) / 2
    return iou - (dx * dx + dy * dy) / (w * w + h * h + 1e-7)


def losses(out, t):
    logits, sides, ctr = (x.float() for x in out)
    p = torch.sigmoid(logits)
    ce = F.binary_cross_entropy_with_logits(logits, t['onehot'], reduction='none')
    pt = p * t['onehot'] + (1 - p) * (1 - t['onehot'])
    alpha = .25 * t['onehot'] + .75 * (1 - t['onehot'])
    n = t['positive'].sum().clamp(min=1)
    weight = t['positive'] * t['centerness']
    return [(alpha * (1 - pt) ** 2 * ce).sum() / n,
            (weight * (1 - giou_terms(sides, t['sides']))).sum() / weight.sum().clamp(min=1e-6),
            (t['positive'] * F.binary_cross_entropy_with_logits(ctr[..., 0], t['centerness'], reduction='none')).sum() / n]


class Hbs(nn.Module):
    def __init__(self, channels, stride, r=4):
        super().__init__()
        k = 2 * int(math.log2(stride) // 2) + 1
        self.reduce = nn.Conv2d(channels, channels // r, k, padding=k // 2, bias=False)
        self.expand = nn.Conv2d(channels // r, channels, k, padding=k // 2, bias=False)

    def forward(self, p, m):
        bg = p * (1 - m)
        return p * m + F.relu(self.expand(F.relu(self.reduce(bg)))) + bg


class Model(nn.Module):
    def __init__(self, variant, classes):
        super().__init__()
        self.body = resnet50(weights=None, norm_layer=FrozenBatchNorm2d)
        del self.body.fc
        for part in (self.body.conv1, self.body.layer1):
            part.requires_grad_(False)
        self.fpn = FeaturePyramidNetwork([512, 1024, 2048], 256, LastLevelP6P7(256, 256))
        self.head = Head(256, classes, 4)
        self.hbs = nn.ModuleList([Hbs(256, s) for s in STRIDES]) if variant == 'set' else None

    def features(self, x):
        b = self.body
        with torch.no_grad():
            c2 = b.layer1(b.maxpool(b.relu(b.bn1(b.conv1(x)))))
        c3 = b.layer2(c2)
        c4 = b.layer3(c3)
        c5 = b.layer4(c4)
        return list(self.fpn({'0': c3, '1': c4, '2': c5}).values())

    def loss(self, x, t):
        P = self.features(x)
        clean = losses(self.head(P), t)
        if self.hbs is None:
            return sum(clean)
        eps = [torch.zeros_like(p) for p in P]
        for l in clean:                                             # Eq. 6, 8: a gradient for each branch
            for i, g in enumerate(torch.autograd.grad(l, P, retain_graph=True, allow_unused=True)):
                if g is not None:
                    eps[i] = eps[i] + g / (g.norm() + 1e-12) / len(clean)
        PE = [h(p, m) + e.detach() for h, p, m, e in zip(self.hbs, P, t['masks'], eps)]
        return sum(clean) + sum(losses(self.head(PE), t))           # Eq. 9


def tensors_of(path):
    """The tensors of a safetensors file."""
    with open(path, 'rb') as file:
        length = struct.unpack('<Q', file.read(8))[0]
        header = json.loads(file.read(length))
    header.pop('__metadata__', None)
    memory = numpy.memmap(path, numpy.uint8, 'r', 8 + length)
    types = {'F32': numpy.float32, 'I32': numpy.int32}
    read = lambda e: torch.from_numpy(memory[e['data_offsets'][0]:e['data_offsets'][1]].view(types[e['dtype']]).reshape(e['shape']).copy())
    return {name: read(entry) for name, entry in header.items()}


NAMES = (('backbone.', ''), ('head.classification_head.conv.', 'head.cls.'), ('head.classification_head.cls_logits.', 'head.logits.'),
         ('head.regression_head.conv.', 'head.reg.'), ('head.regression_head.bbox_reg.', 'head.sides.'),
         ('head.regression_head.bbox_ctrness.', 'head.centerness.'), ('hbs.P', 'hbs.'))


def load(model, tensors):
    """Gives the model the weights of a start file, by its own names. Every one has to be there."""
    state = {}
    for name, value in tensors.items():
        if name.startswith('batch.') or '.scales.' in name:
            continue
        for theirs, mine in NAMES:
            if name.startswith(theirs):
                name = mine + name[len(theirs):]
        if name.startswith('hbs.'):
            _, level, rest = name.split('.', 2)
            name = f'hbs.{int(level) - 3}.{rest}'
        state[name] = value
    state['head.scales'] = torch.stack([tensors[f'head.regression_head.scales.P{i + 3}'] for i in range(len(STRIDES))])
    model.load_state_dict(state)


def targets_of(tensors, classes):
    """The batch of a start file: images NCHW, and what the losses need."""
    fed = {name[len('batch.'):]: value for name, value in tensors.items() if name.startswith('batch.')}
    labels = fed['labels'].long()
    return fed['images'].permute(0, 3, 1, 2).contiguous(), {
        'onehot': F.one_hot(labels.clamp(min=0), classes).float() * (labels >= 0).float()[..., None],
        'positive': fed['positive'][..., 0], 'sides': fed['sides'], 'centerness': fed['centerness'][..., 0],
        'masks': [fed[name].permute(0, 3, 1, 2).contiguous() for name in sorted(fed) if name.startswith('mask')]}


def random_batch(a):
    g = torch.Generator().manual_seed(0)
    grids = []
    for s in STRIDES:
        grids.append(math.ceil(a.size / s) if s <= 32 else (grids[-1] + 1) // 2)
    points = sum(k * k for k in grids)
    positive = (torch.rand(a.batch, points, generator=g) < .01).float()
    label = torch.randint(0, a.classes, (a.batch, points), generator=g)
    return torch.rand(a.batch, 3, a.size, a.size, generator=g), {
        'onehot': F.one_hot(label, a.classes).float() * positive[..., None], 'positive': positive,
        'sides': torch.rand(a.batch, points, 4, generator=g) * 8 + 1, 'centerness': torch.rand(a.batch, points, generator=g),
        'masks': [(torch.rand(a.batch, 1, k, k, generator=g) < .1).float() for k in grids]}


def main():
    p = argparse.ArgumentParser()
    p.add_argument('--variant', choices=['fcos', 'set'], default='fcos')
    p.add_argument('--mode', choices=['eager', 'channels-last', 'compile'], default='eager')
    p.add_argument('--precision', choices=['float32', 'bf16', 'tf32'], default='float32')
    p.add_argument('--device', default='cpu')
    p.add_argument('--size', type=int, default=800)
    p.add_argument('--batch', type=int, default=1)
    p.add_argument('--classes', type=int, default=8)
    p.add_argument('--start')
    a = p.parse_args()
    torch.manual_seed(0)
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = a.precision == 'tf32'
    model = Model(a.variant, a.classes)
    if a.start is None:
        x, t = random_batch(a)
    else:
        tensors = tensors_of(a.start)
        load(model, tensors)
        x, t = targets_of(tensors, a.classes)
        del tensors
    move = lambda v: [move(y) for y in v] if isinstance(v, list) else v.to(a.device)
    model, x, t = model.to(a.device), x.to(a.device), {k: move(v) for k, v in t.items()}
    if a.mode != 'eager':
        model, x = model.to(memory_format=torch.channels_last), x.contiguous(memory_format=torch.channels_last)
    forward = torch.compile(model.loss) if a.mode == 'compile' else model.loss
    learned = [(name, w) for name, w in model.named_parameters() if w.requires_grad]
    biases = [w for name, w in learned if name.endswith('.bias')]
    weights = [w for name, w in learned if not name.endswith('.bias')]
    groups = [{'params': weights}, {'params': biases, 'lr': 2 * RATE, 'weight_decay': 0}]
    optimiser = torch.optim.SGD(groups, RATE, momentum=.9, weight_decay=1e-4)
    synchronise = torch.cuda.synchronize if a.device == 'cuda' else lambda: None

    def step():
        with torch.autocast(a.device, dtype=torch.bfloat16, enabled=a.precision == 'bf16'):
            loss = forward(x, t)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 35.)
        optimiser.step()
        return loss.detach()

    for _ in sys.stdin:
        before = time.perf_counter()
        value = float(step())
        synchronise()
        print(json.dumps({'seconds': time.perf_counter() - before, 'computed': [value]}), flush=True)
    peak = torch.cuda.max_memory_allocated() if a.device == 'cuda' else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    affine = sum(m.weight.numel() + m.bias.numel() for m in model.modules() if isinstance(m, FrozenBatchNorm2d))
    print(json.dumps({'parameters': sum(w.numel() for w in model.parameters()) + affine, 'peakBytes': peak}), flush=True)


if __name__ == "__main__":
    main()
