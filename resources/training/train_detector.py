#!/usr/bin/python3
"""Trains EffortLab's built-in detector, a tiny SSD, on generated scenes and exports it as ONNX.

Nine 3x3 convolutions with 1x1 heads at strides 8, 16 and 32; any input size. The file ends in the
raw maps, one a head, channels (box, 4 offsets + 1 + 6 logits): default boxes, softmax and decoding
are the program's. Sprites come from the first 55,000 training images of Fashion-MNIST; the other
5,000 serve for looking at while training, the test images (other pictures of which the program's
clips are made) only for the figure reported, by `check_detector.py`.

Needs Debian's python3-torch, python3-numpy, python3-opencv and dataset-fashion-mnist.
"""

import argparse
import copy
import math
import os
import pathlib
import time
from collections import OrderedDict
from dataclasses import dataclass

import cv2
import numpy
import torch
from torch import nn
from torch.nn import functional

from onnx_writer import OnnxWriter
from scene_images import CLASSES, Sprites, draw_montage, draw_scene

STRIDES = (8, 16, 32)
SIDES = ((10, 15, 22), (30, 42), (62, 92))  # of default boxes, pixels
ASPECTS = (1.0, 0.5, 1.9)  # width / height
CENTER_VARIANCE, SIZE_VARIANCE = 0.1, 0.2
PIXEL_MEAN, PIXEL_SCALE = 127.5, 1 / 64
OUTPUTS = 4 + 1 + len(CLASSES)  # a default box: offsets, background, classes
TRAINING_SPRITES = 55000
LAYERS = ((16, 2), (32, 2), (32, 1), (64, 2), (64, 1), (96, 2), (96, 1), (128, 2), (128, 1))  # channels, stride
HEAD_AFTER = {5: 0, 7: 1, 9: 2}  # layer -> head


@dataclass(frozen=True)
class Recipe:
    steps: int = 12000
    batch: int = 32
    side: int = 160
    object_sides: tuple = (10.0, 112.0)
    montages: float = 0.35  # share of the samples
    rate: float = 3e-3
    warmup: float = 0.03
    weight_decay: float = 1e-3
    negatives: int = 3  # kept for each positive
    overlap: float = 0.5  # from which on a default box is positive
    average_decay: float = 0.998


class TinySsd(nn.Module):
    def __init__(self):
        super().__init__()
        layers = OrderedDict()
        channels = 3
        for index, (width, stride) in enumerate(LAYERS, start=1):
            layers[f"conv{index}"] = nn.Conv2d(channels, width, 3, stride=stride, padding=1, bias=False)
            layers[f"norm{index}"] = nn.BatchNorm2d(width)
            channels = width
        self.body = nn.ModuleDict(layers)
        self.heads = nn.ModuleList(
            nn.Conv2d(LAYERS[layer - 1][0], len(SIDES[head]) * len(ASPECTS) * OUTPUTS, 1)
            for layer, head in HEAD_AFTER.items())
        with torch.no_grad():
            for head in self.heads:  # background first: a calm start
                head.bias.view(-1, OUTPUTS)[:, 4] = 3.0

    def forward(self, value):
        """[N,3,H,W] -> a raw map [N, boxes * OUTPUTS, h, w] for each head."""
        maps = []
        for index in range(1, len(LAYERS) + 1):
            value = functional.relu(self.body[f"norm{index}"](self.body[f"conv{index}"](value)))
            if index in HEAD_AFTER:
                maps.append(self.heads[HEAD_AFTER[index]](value))
        return maps


def flatten_maps(maps):
    """Raw maps -> offsets and logits of every default box, [N,M,OUTPUTS]: by head, row, column, box."""
    return torch.cat([item.permute(0, 2, 3, 1).reshape(item.shape[0], -1, OUTPUTS) for item in maps], 1)


def default_boxes(height, width):
    """[M,4]: centre x, centre y, width, height in pixels; in the order of flatten_maps()."""
    boxes = []
    for stride, sides in zip(STRIDES, SIDES):
        y, x = numpy.mgrid[0:math.ceil(height / stride), 0:math.ceil(width / stride)]
        shapes = [(side * math.sqrt(aspect), side / math.sqrt(aspect)) for side in sides for aspect in ASPECTS]
        cells = numpy.stack([(x + 0.5) * stride, (y + 0.5) * stride], -1).reshape(-1, 1, 2)
        both = numpy.concatenate([numpy.broadcast_to(cells, (len(cells), len(shapes), 2)),
                                  numpy.broadcast_to(numpy.array(shapes), (len(cells), len(shapes), 2))], -1)
        boxes.append(both.reshape(-1, 4))
    return numpy.concatenate(boxes).astype(numpy.float32)


def overlaps(defaults, boxes):
    """Intersection over union [M,n] of default boxes (centre, size) with boxes (corners)."""
    corners = numpy.concatenate([defaults[:, :2] - defaults[:, 2:] / 2, defaults[:, :2] + defaults[:, 2:] / 2], 1)
    low = numpy.maximum(corners[:, None, :2], boxes[None, :, :2])
    high = numpy.minimum(corners[:, None, 2:], boxes[None, :, 2:])
    both = numpy.clip(high - low, 0, None).prod(-1)
    area = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    return both / (defaults[:, 2:].prod(-1)[:, None] + area[None] - both)


def targets(defaults, boxes, classes, threshold):
    """What each default box should say: offsets [M,4] and class [M], 0 background, -1 not counted."""
    kinds = numpy.zeros(len(defaults), numpy.int64)
    offsets = numpy.zeros((len(defaults), 4), numpy.float32)
    if len(boxes) == 0:
        return offsets, kinds
    shared = overlaps(defaults, boxes)
    best = shared.argmax(1)
    share = shared.max(1)
    kinds[share > threshold - 0.1] = -1
    for index in numpy.argsort(shared.max(0)):  # every object has at least one default box
        chosen = shared[:, index].argmax()
        best[chosen], share[chosen] = index, 1.0
    positive = share >= threshold
    kinds[positive] = classes[best[positive]] + 1
    matched = boxes[best[positive]]
    own = defaults[positive]
    offsets[positive, :2] = ((matched[:, :2] + matched[:, 2:]) / 2 - own[:, :2]) / own[:, 2:] / CENTER_VARIANCE
    offsets[positive, 2:] = numpy.log((matched[:, 2:] - matched[:, :2]) / own[:, 2:]) / SIZE_VARIANCE
    return offsets, kinds


def draw_batch(recipe, sprites, defaults, seed, step):
    """Inputs [N,3,S,S], offsets [N,M,4] and classes [N,M] of one step; the same whenever it is asked for."""
    random = numpy.random.default_rng((seed, step))
    images, offsets, kinds = [], [], []
    for _ in range(recipe.batch):
        if random.random() < recipe.montages:
            image, boxes, classes = draw_montage(random, sprites, recipe.side, (20.0, recipe.object_sides[1]))
        else:
            image, boxes, classes = draw_scene(random, sprites, recipe.side, recipe.side,
                                               int(random.integers(1, 5)), recipe.object_sides)
        both = targets(defaults, boxes, classes, recipe.overlap)
        images.append(image)
        offsets.append(both[0])
        kinds.append(both[1])
    pixels = torch.from_numpy(numpy.stack(images)).permute(0, 3, 1, 2)
    return ((pixels.round() - PIXEL_MEAN) * PIXEL_SCALE, torch.from_numpy(numpy.stack(offsets)),
            torch.from_numpy(numpy.stack(kinds)))


def ssd_loss(found, offsets, kinds, negatives):
    """Smooth L1 of the positives plus softmax of the positives and the hardest negatives, per positive."""
    positive = kinds > 0
    count = positive.sum().clamp(min=1)
    place = functional.smooth_l1_loss(found[..., :4][positive], offsets[positive], reduction="sum")
    logits = found[..., 4:]
    entropy = functional.cross_entropy(logits.flatten(0, 1), kinds.clamp(min=0).flatten(),
                                       reduction="none").view(kinds.shape)
    hard = entropy.detach().masked_fill(kinds != 0, -1.0).flatten()
    kept = min(int(count) * negatives + 2 * len(kinds), hard.numel())
    chosen = hard.topk(kept).indices
    return (place + entropy[positive].sum() + entropy.flatten()[chosen].sum()) / count


def learning_rate(recipe, progress):
    if progress < recipe.warmup:
        return recipe.rate * progress / recipe.warmup
    rest = (progress - recipe.warmup) / (1.0 - recipe.warmup)
    return recipe.rate * 0.5 * (1.0 + math.cos(math.pi * rest))


@torch.no_grad()
def update_average(average, network, decay):
    for kept, current in zip(average.state_dict().values(), network.state_dict().values()):
        if kept.is_floating_point():
            kept.lerp_(current, 1.0 - decay)
        else:
            kept.copy_(current)


@torch.no_grad()
def export_onnx(network, path):
    """Folds batch normalisation and writes the network: input `image` [batch,3,height,width], a map a head."""
    writer = OnnxWriter("fashion-ssd", "train_detector.py", opset=11)
    writer.add_input("image", ["batch", 3, "height", "width"])
    value = "image"
    for index in range(1, len(LAYERS) + 1):
        conv, norm = network.body[f"conv{index}"], network.body[f"norm{index}"]
        gain = norm.weight / torch.sqrt(norm.running_var + norm.eps)
        weight, bias = conv.weight * gain.view(-1, 1, 1, 1), norm.bias - norm.running_mean * gain
        value = _write_conv(writer, f"conv{index}", value, weight, bias, conv)
        value = writer.add_node("Relu", f"relu{index}", [value], f"relu{index}")
        if index in HEAD_AFTER:
            stride = STRIDES[HEAD_AFTER[index]]
            head = network.heads[HEAD_AFTER[index]]
            name = _write_conv(writer, f"head{stride}", value, head.weight, head.bias, head)
            writer.add_output(name, ["batch", head.out_channels, f"rows{stride}", f"columns{stride}"])
    writer.write(path)


def _write_conv(writer, name, source, weight, bias, module):
    inputs = [source, writer.add_weight(f"{name}.weight", weight), writer.add_weight(f"{name}.bias", bias)]
    return writer.add_node("Conv", name, inputs, name, kernel_shape=list(module.kernel_size),
                           pads=list(module.padding) * 2, strides=list(module.stride), dilations=[1, 1], group=1)


def save_checkpoint(path, training, step):
    """Written beside and moved into place: an interruption leaves the last one whole."""
    torch.save({"states": [item.state_dict() for item in training], "step": step}, f"{path}.new")
    os.replace(f"{path}.new", path)


def main():
    parser = argparse.ArgumentParser(description="Train and export the built-in detector.")
    parser.add_argument("--out", type=pathlib.Path, required=True, help="folder for the ONNX file and the checkpoint")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--steps", type=int, default=Recipe.steps)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--resume", action="store_true", help="go on from the checkpoint")
    parser.add_argument("--data", type=pathlib.Path, default=pathlib.Path("/usr/share/datasets/fashion-mnist"))
    arguments = parser.parse_args()
    recipe = Recipe(steps=arguments.steps)
    torch.manual_seed(arguments.seed)
    torch.set_num_threads(arguments.threads)
    cv2.setNumThreads(1)
    arguments.out.mkdir(parents=True, exist_ok=True)
    checkpoint = arguments.out / "fashion-ssd.checkpoint"

    sprites = Sprites(arguments.data, "train", 0, TRAINING_SPRITES)
    defaults = default_boxes(recipe.side, recipe.side)
    network = TinySsd().to(memory_format=torch.channels_last)
    average = copy.deepcopy(network)
    matrices = [item for item in network.parameters() if item.dim() > 1]
    vectors = [item for item in network.parameters() if item.dim() == 1]
    optimiser = torch.optim.AdamW([{"params": matrices, "weight_decay": recipe.weight_decay},
                                   {"params": vectors, "weight_decay": 0.0}], lr=0.0)
    training = (network, average, optimiser)
    first = 0
    if arguments.resume and checkpoint.exists():
        saved = torch.load(checkpoint)
        for item, state in zip(training, saved["states"]):
            item.load_state_dict(state)
        first = saved["step"]

    begin, total = time.monotonic(), 0.0
    network.train()
    for step in range(first, recipe.steps):
        for group in optimiser.param_groups:
            group["lr"] = learning_rate(recipe, step / recipe.steps)
        inputs, offsets, kinds = draw_batch(recipe, sprites, defaults, arguments.seed, step)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            maps = network(inputs.contiguous(memory_format=torch.channels_last))
        loss = ssd_loss(flatten_maps([item.float() for item in maps]), offsets, kinds, recipe.negatives)
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 10.0)
        optimiser.step()
        update_average(average, network, min(recipe.average_decay, 1.0 - 1.0 / (1 + step)))
        total += loss.item()
        if (step + 1) % 250 == 0 or step + 1 == recipe.steps:
            save_checkpoint(checkpoint, training, step + 1)
            export_onnx(average, arguments.out / "fashion-ssd.onnx")
            print(f"step {step + 1}/{recipe.steps}  loss {total / min(250, step + 1 - first):.4f}  "
                  f"{time.monotonic() - begin:.0f} s", flush=True)
            total = 0.0


if __name__ == "__main__":
    main()
