"""FCOS-R50's inference as an ONNX model, batch normalisation folded into the convolutions: what ONNX Runtime is measured on.

    python export_onnx.py --start FILE --out FILE

Weights are those of the start file that bench/start-file.ts writes. The outputs are named and laid out as ours: `P3.logits` [n, points, classes],
`P3.sides` in pixels, `P3.centerness`, and so on. The images are fed as `images`, NCHW, of the size in the start file.
"""
import argparse, os
import torch, torch.nn as nn, torch.nn.functional as F
from torchvision.ops import FrozenBatchNorm2d
from fcos_pytorch import Model, STRIDES, load, tensors_of


def fold(module):
    """Takes each frozen normalisation into the convolution that stands before it among its siblings."""
    before = None
    for name, child in module.named_children():
        if isinstance(child, FrozenBatchNorm2d):
            scale = child.weight * (child.running_var + child.eps).rsqrt()
            before.weight.data = before.weight.data * scale[:, None, None, None]
            before.bias = nn.Parameter(child.bias - child.running_mean * scale)
            setattr(module, name, nn.Identity())
        elif isinstance(child, nn.Conv2d):
            before = child
        else:
            fold(child)


def before_their_norms(block):
    """A bottleneck's children stand as conv1, bn1, conv2, bn2, conv3, bn3: fold relies on it."""
    names = [name for name, _ in block.named_children() if name[:2] in ('co', 'bn')]
    assert names == ['conv1', 'bn1', 'conv2', 'bn2', 'conv3', 'bn3'], names


class Inference(nn.Module):
    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, images):
        outputs, head = [], self.model.head
        for i, (p, stride) in enumerate(zip(self.model.features(images), STRIDES)):
            flat = lambda x: x.flatten(2).transpose(1, 2)
            reg = head.reg(p)
            outputs += [flat(head.logits(head.cls(p))), flat(F.relu(head.sides(reg) * head.scales[i]) * stride), flat(head.centerness(reg))]
        return tuple(outputs)


def main():
    p = argparse.ArgumentParser()
    p.add_argument('--start', required=True)
    p.add_argument('--out', required=True)
    a = p.parse_args()
    tensors = tensors_of(a.start)
    model = Model('fcos', tensors['head.classification_head.cls_logits.bias'].shape[0])
    load(model, tensors)
    for layer in (model.body.layer1, model.body.layer2, model.body.layer3, model.body.layer4):
        for block in layer:
            before_their_norms(block)
    fold(model)
    n, height, width, channels = tensors['batch.images'].shape
    names = [f'P{i + 3}.{part}' for i in range(len(STRIDES)) for part in ('logits', 'sides', 'centerness')]
    inference = Inference(model).eval().requires_grad_(False)
    torch.onnx.export(inference, (torch.zeros(n, channels, height, width),), a.out + '.new', input_names=['images'], output_names=names,
                      dynamo=True, external_data=False, verbose=False)
    os.replace(a.out + '.new', a.out)


if __name__ == '__main__':
    main()
