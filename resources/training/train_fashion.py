#!/usr/bin/python3
"""Trains EffortLab's two built-in networks on Fashion-MNIST and exports them as ONNX.

Only the 60,000 training images are read: the last 5,000 of them are held out for validation,
the others are trained on. The network is fixed after the last epoch (there is no best-epoch
pick); its weights are the moving average kept beside the trained ones. Batch normalisation
and dropout exist while training only: the export folds the one and drops the other.

Needs Debian's python3-torch and dataset-fashion-mnist, nothing else.
"""

import argparse
import copy
import gzip
import math
import pathlib
import time
from collections import OrderedDict
from dataclasses import dataclass

import torch
from torch import nn
from torch.nn import functional

from onnx_writer import OnnxWriter

IMAGE_SIDE = 28
CLASSES = 10
VALIDATION_IMAGES = 5000
PIXEL_MEAN = 73.0
PIXEL_SCALE = 0.0111
IDX_IMAGE_HEADER = 16
IDX_LABEL_HEADER = 8


@dataclass(frozen=True)
class Recipe:
    """Everything that differs between the two trainings."""

    epochs: int
    peak_rate: float
    shift: int  # pixels, each way
    erase_probability: float
    half: bool = False  # bfloat16 forward and backward; the weights stay float32
    weight_decay: float = 5e-4
    momentum: float = 0.9
    warmup: float = 0.1  # share of all steps
    batch: int = 128
    average_decay: float = 0.998  # a step


RECIPES = {
    "lenet": Recipe(epochs=22, peak_rate=0.03, shift=1, erase_probability=0.0),
    "vgg": Recipe(epochs=18, peak_rate=0.08, shift=2, erase_probability=0.25, half=True),
}


# ---- networks -----------------------------------------------------------------------------

def build_lenet():
    """Two 5x5 convolutions with pools, two fully connected layers."""
    layers = OrderedDict()
    layers["conv1"] = nn.Conv2d(1, 20, 5)
    layers["relu1"] = nn.ReLU(inplace=True)
    layers["pool1"] = nn.MaxPool2d(2)
    layers["conv2"] = nn.Conv2d(20, 50, 5)
    layers["relu2"] = nn.ReLU(inplace=True)
    layers["pool2"] = nn.MaxPool2d(2)
    layers["flatten"] = nn.Flatten()
    layers["drop1"] = nn.Dropout(0.2)
    layers["fc1"] = nn.Linear(50 * 4 * 4, 500)
    layers["relu3"] = nn.ReLU(inplace=True)
    layers["drop2"] = nn.Dropout(0.4)
    layers["fc2"] = nn.Linear(500, CLASSES)
    return nn.Sequential(layers)


def build_vgg():
    """Six 3x3 convolutions in three blocks, two fully connected layers."""
    layers = OrderedDict()
    channels = 1
    for block, width in enumerate((32, 64, 128), start=1):
        for index in (1, 2):
            layers[f"conv{block}_{index}"] = nn.Conv2d(channels, width, 3, padding=1, bias=False)
            layers[f"norm{block}_{index}"] = nn.BatchNorm2d(width)
            layers[f"relu{block}_{index}"] = nn.ReLU(inplace=True)
            channels = width
        layers[f"pool{block}"] = nn.MaxPool2d(2)
    layers["flatten"] = nn.Flatten()
    layers["drop4"] = nn.Dropout(0.3)
    layers["fc1"] = nn.Linear(128 * 3 * 3, 256)
    layers["relu4"] = nn.ReLU(inplace=True)
    layers["drop5"] = nn.Dropout(0.3)
    layers["fc2"] = nn.Linear(256, CLASSES)
    return nn.Sequential(layers)


BUILDERS = {"lenet": build_lenet, "vgg": build_vgg}


# ---- data ---------------------------------------------------------------------------------

def read_training_images(folder):
    """Returns the 60,000 training images [N,28,28] uint8 and their labels [N] int64."""
    def payload(name, header):
        with gzip.open(folder / name) as file:
            return torch.frombuffer(bytearray(file.read()[header:]), dtype=torch.uint8)

    images = payload("train-images-idx3-ubyte.gz", IDX_IMAGE_HEADER)
    labels = payload("train-labels-idx1-ubyte.gz", IDX_LABEL_HEADER)
    return images.view(-1, IMAGE_SIDE, IMAGE_SIDE), labels.long()


def normalise(images):
    """Pixels [N,28,28] 0..255 -> network input [N,1,28,28], as the manifest says."""
    return ((images.float() - PIXEL_MEAN) * PIXEL_SCALE).unsqueeze(1)


def shift_and_flip(images, shift):
    """Moves every image by up to `shift` pixels (black enters) and mirrors half of them."""
    count = len(images)
    steps = torch.arange(IMAGE_SIDE)
    padded = functional.pad(images, (shift, shift, shift, shift))
    columns = torch.where(torch.rand(count, 1) < 0.5, steps, steps.flip(0))
    columns = columns + torch.randint(0, 2 * shift + 1, (count, 1))
    rows = steps + torch.randint(0, 2 * shift + 1, (count, 1))
    return padded[torch.arange(count).view(-1, 1, 1), rows.unsqueeze(2), columns.unsqueeze(1)]


def erase(inputs, probability, smallest=4, largest=12):
    """Sets one random rectangle of some inputs to the mean value (zero)."""
    count = len(inputs)
    steps = torch.arange(IMAGE_SIDE)

    def span():
        length = torch.randint(smallest, largest + 1, (count, 1))
        start = (torch.rand(count, 1) * (IMAGE_SIDE - length + 1)).long()
        return (steps >= start) & (steps < start + length)

    hit = span().unsqueeze(2) & span().unsqueeze(1)
    hit &= torch.rand(count, 1, 1) < probability
    return inputs.masked_fill(hit.unsqueeze(1), 0.0)


# ---- training -----------------------------------------------------------------------------

def learning_rate(recipe, progress):
    """Linear warm-up, then half a cosine down to zero; progress runs from 0 to 1."""
    if progress < recipe.warmup:
        return recipe.peak_rate * progress / recipe.warmup
    rest = (progress - recipe.warmup) / (1.0 - recipe.warmup)
    return recipe.peak_rate * 0.5 * (1.0 + math.cos(math.pi * rest))


def parameter_groups(network, weight_decay):
    """Decays weights only: biases and normalisation parameters are vectors."""
    matrices = [item for item in network.parameters() if item.dim() > 1]
    vectors = [item for item in network.parameters() if item.dim() == 1]
    return [{"params": matrices, "weight_decay": weight_decay},
            {"params": vectors, "weight_decay": 0.0}]


@torch.no_grad()
def update_average(average, network, decay):
    """Moves the averaged weights and running statistics towards the trained ones."""
    for kept, current in zip(average.state_dict().values(), network.state_dict().values()):
        if kept.is_floating_point():
            kept.lerp_(current, 1.0 - decay)
        else:
            kept.copy_(current)


def train_epoch(training, recipe, images, labels, epoch):
    """Runs one pass over the training images and returns the mean loss."""
    network, average, optimiser = training
    network.train()
    order = torch.randperm(len(images))
    steps = len(images) // recipe.batch
    total = 0.0
    for step in range(steps):
        rate = learning_rate(recipe, (epoch + step / steps) / recipe.epochs)
        for group in optimiser.param_groups:
            group["lr"] = rate
        picked = order[step * recipe.batch:(step + 1) * recipe.batch]
        inputs = normalise(shift_and_flip(images[picked], recipe.shift))
        if recipe.erase_probability > 0.0:
            inputs = erase(inputs, recipe.erase_probability)
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=recipe.half):
            logits = network(inputs.contiguous(memory_format=torch.channels_last))
        loss = functional.cross_entropy(logits.float(), labels[picked])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        decay = min(recipe.average_decay, 1.0 - 1.0 / (1 + epoch * steps + step))
        update_average(average, network, decay)
        total += loss.item()
    return total / steps


@torch.no_grad()
def accuracy(network, images, labels, batch=500):
    """Top-1 share of correctly classified images."""
    network.eval()
    correct = 0
    for start in range(0, len(images), batch):
        logits = network(normalise(images[start:start + batch]))
        correct += (logits.argmax(1) == labels[start:start + batch]).sum().item()
    return correct / len(images)


# ---- export -------------------------------------------------------------------------------

@torch.no_grad()
def fold_normalisation(network):
    """Returns an equal network of (name, module) without normalisation and dropout.

    w' = w * g / sqrt(v + eps),  b' = beta - m * g / sqrt(v + eps)
    """
    folded = OrderedDict()
    last = None
    for name, module in network.named_children():
        if isinstance(module, nn.BatchNorm2d):
            source = folded[last]
            gain = module.weight / torch.sqrt(module.running_var + module.eps)
            merged = nn.Conv2d(source.in_channels, source.out_channels, source.kernel_size,
                               padding=source.padding)
            merged.weight.copy_(source.weight * gain.view(-1, 1, 1, 1))
            merged.bias.copy_(module.bias - module.running_mean * gain)
            folded[last] = merged
        elif not isinstance(module, nn.Dropout):
            folded[name] = copy.deepcopy(module)
            last = name
    return nn.Sequential(folded).eval()


def _write_module(writer, name, module, source, target):
    """Writes one folded module as one ONNX node."""
    if isinstance(module, (nn.Conv2d, nn.Linear)):
        inputs = [source, writer.add_weight(f"{name}.weight", module.weight),
                  writer.add_weight(f"{name}.bias", module.bias)]
    else:
        inputs = [source]
    if isinstance(module, nn.Conv2d):
        pads = [module.padding[0], module.padding[1]] * 2
        attributes = {"kernel_shape": list(module.kernel_size), "pads": pads, "strides": [1, 1],
                      "dilations": [1, 1], "group": 1}
        return writer.add_node("Conv", name, inputs, target, **attributes)
    if isinstance(module, nn.MaxPool2d):
        return writer.add_node("MaxPool", name, inputs, target,
                               kernel_shape=[2, 2], strides=[2, 2], pads=[0, 0, 0, 0])
    if isinstance(module, nn.Linear):
        return writer.add_node("Gemm", name, inputs, target, transB=1)
    if isinstance(module, nn.Flatten):
        return writer.add_node("Flatten", name, inputs, target, axis=1)
    if isinstance(module, nn.ReLU):
        return writer.add_node("Relu", name, inputs, target)
    raise TypeError(f"no ONNX operator for {type(module).__name__} ({name})")


def export_onnx(network, name, path):
    """Folds the network and writes it: input `image` [batch,1,28,28], output `logits`."""
    folded = fold_normalisation(network)
    writer = OnnxWriter(name, "train_fashion.py")
    writer.add_input("image", ["batch", 1, IMAGE_SIDE, IMAGE_SIDE])
    value = "image"
    last = list(folded._modules)[-1]
    for layer, module in folded.named_children():
        value = _write_module(writer, layer, module, value,
                              "logits" if layer == last else layer)
    writer.add_output("logits", ["batch", CLASSES])
    writer.write(path)
    return folded


# ---- command line -------------------------------------------------------------------------

def parse_arguments():
    parser = argparse.ArgumentParser(description="Train and export a built-in network.")
    parser.add_argument("--network", choices=sorted(BUILDERS), required=True)
    parser.add_argument("--out", type=pathlib.Path, required=True,
                        help="folder for the ONNX file and the checkpoint")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--epochs", type=int, help="default: the recipe's")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--resume", action="store_true", help="go on from the checkpoint")
    parser.add_argument("--data", type=pathlib.Path,
                        default=pathlib.Path("/usr/share/datasets/fashion-mnist"))
    return parser.parse_args()


def save_checkpoint(path, training, epoch):
    """Writes all that a resumed run needs to continue as if it had not stopped."""
    torch.save({"states": [item.state_dict() for item in training], "epoch": epoch,
                "random": torch.get_rng_state()}, path)


def load_checkpoint(path, training):
    """Restores a saved state and returns the first epoch still to run."""
    saved = torch.load(path)
    for item, state in zip(training, saved["states"]):
        item.load_state_dict(state)
    torch.set_rng_state(saved["random"])
    return saved["epoch"] + 1


def main():
    arguments = parse_arguments()
    recipe = RECIPES[arguments.network]
    if arguments.epochs:
        recipe = Recipe(**{**vars(recipe), "epochs": arguments.epochs})
    torch.manual_seed(arguments.seed)
    torch.set_num_threads(arguments.threads)
    arguments.out.mkdir(parents=True, exist_ok=True)
    name = f"fashion-{arguments.network}"
    checkpoint = arguments.out / f"{name}.checkpoint"

    images, labels = read_training_images(arguments.data)
    held_images, held_labels = images[-VALIDATION_IMAGES:], labels[-VALIDATION_IMAGES:]
    images, labels = images[:-VALIDATION_IMAGES], labels[:-VALIDATION_IMAGES]

    network = BUILDERS[arguments.network]().to(memory_format=torch.channels_last)
    average = copy.deepcopy(network)
    optimiser = torch.optim.SGD(parameter_groups(network, recipe.weight_decay), lr=0.0,
                                momentum=recipe.momentum, nesterov=True)
    training = (network, average, optimiser)
    first = load_checkpoint(checkpoint, training) if arguments.resume else 0

    begin = time.monotonic()
    for epoch in range(first, recipe.epochs):
        loss = train_epoch(training, recipe, images, labels, epoch)
        held = accuracy(average, held_images, held_labels)
        save_checkpoint(checkpoint, training, epoch)
        export_onnx(average, name, arguments.out / f"{name}.onnx")
        print(f"epoch {epoch + 1}/{recipe.epochs}  loss {loss:.4f}  validation {held:.4f}  "
              f"{time.monotonic() - begin:.0f} s", flush=True)
    folded = export_onnx(average, name, arguments.out / f"{name}.onnx")
    print(f"validation of the folded network: "
          f"{accuracy(folded, held_images, held_labels):.4f}")


if __name__ == "__main__":
    main()
