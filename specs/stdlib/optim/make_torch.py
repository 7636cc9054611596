"""What PyTorch's optimisers and gradient clipping give, in float64: python make_torch.py > torch.json (2.15 wrote the one here)."""
import json
import torch

torch.manual_seed(0)
torch.set_default_dtype(torch.float64)
shapes, steps = {'w': (2, 3), 'b': (3,)}, 6
start = {k: torch.randn(s) for k, s in shapes.items()}
gradients = [{k: torch.randn(s) * 10 ** (i - 3) for k, s in shapes.items()} for i in range(steps)]
for g in gradients:
    g['w'][0, 0] = 0
rates = [.1, .05, .2, .01, .03, .07]


def trained(make, options, clip=None):
    p = {k: v.clone().requires_grad_() for k, v in start.items()}
    decay = options['weight_decay']
    o = make([dict(params=[p['w']], weight_decay=decay), dict(params=[p['b']], weight_decay=0)], lr=1, **options)
    after, norms = [], []
    for g, lr in zip(gradients, rates):
        for k in p:
            p[k].grad = g[k].clone()
        for group in o.param_groups:
            group['lr'] = lr
        if clip is not None:
            norms.append(float(torch.nn.utils.clip_grad_norm_(p.values(), clip)))
        o.step()
        after.append({k: v.flatten().tolist() for k, v in p.items()})
    return dict(options=options, clip=clip, after=after, norms=norms)


S, A = torch.optim.SGD, torch.optim.AdamW
print(json.dumps(dict(
    start={k: v.flatten().tolist() for k, v in start.items()},
    gradients=[{k: v.flatten().tolist() for k, v in g.items()} for g in gradients],
    rates=rates,
    sgd=[trained(S, o) for o in (
        dict(momentum=0, weight_decay=0, nesterov=False),
        dict(momentum=0, weight_decay=.1, nesterov=False),
        dict(momentum=.9, weight_decay=.1, nesterov=False),
        dict(momentum=.9, weight_decay=.1, nesterov=True))]
    + [trained(S, dict(momentum=.9, weight_decay=0, nesterov=False), clip) for clip in (.5, 35)],
    adamw=[trained(A, o) for o in (
        dict(betas=(.9, .999), eps=1e-8, weight_decay=.1),
        dict(betas=(.5, .9), eps=1e-2, weight_decay=0))],
)))
