#!/usr/bin/python3
"""Measures the exported detector with OpenCV's DNN module: mAP@0.5, and equality to PyTorch.

Sprites are the 10,000 Fashion-MNIST test images, textures those of seeds that training never used; this is the
only script that reads either. Default boxes, input and thresholds come from the manifest.
Needs Debian's python3-opencv and python3-numpy; --checkpoint needs python3-torch too.
"""

import argparse
import json
import math
import pathlib

import cv2
import numpy

from scene_images import CLASSES, Sprites, draw_scene

TEST_SEED = 20000
NMS_CANDIDATES = 400


def default_boxes(ssd, height, width):
    """[M,4]: centre x, centre y, width, height in pixels, and the number of boxes a cell of each map."""
    boxes, counts = [], []
    for stride, sides in zip(ssd["strides"], ssd["min_boxes"]):
        shapes = [(side * math.sqrt(aspect), side / math.sqrt(aspect))
                  for side in sides for aspect in ssd["aspect_ratios"]]
        counts.append(len(shapes))
        for y in range(math.ceil(height / stride)):
            for x in range(math.ceil(width / stride)):
                boxes += [((x + 0.5) * stride, (y + 0.5) * stride, *shape) for shape in shapes]
    return numpy.array(boxes, numpy.float32), counts


class OpenCvDetector:
    def __init__(self, manifest, graph, height, width):
        self._manifest = manifest
        self._net = cv2.dnn.readNetFromONNX(str(graph))
        self._defaults, self._counts = default_boxes(manifest["ssd"], height, width)

    def maps(self, inputs):
        self._net.setInput(inputs)
        outputs = self._net.forward(self._net.getUnconnectedOutLayersNames())
        return sorted(outputs, key=lambda item: -item.shape[2] * item.shape[3])

    def network_input(self, image):
        values = (image.round() - self._manifest["input"]["mean"][0]) * self._manifest["input"]["scale"]
        return values.transpose(2, 0, 1)[None].astype(numpy.float32)

    def detect(self, image, threshold):
        """Boxes (x0 y0 x1 y1), classes and scores by falling score."""
        rows = [item[0].reshape(count, -1, *item.shape[2:]).transpose(2, 3, 0, 1).reshape(-1, item.shape[1] // count)
                for item, count in zip(self.maps(self.network_input(image)), self._counts)]
        values = numpy.concatenate(rows)
        shifted = numpy.exp(values[:, 4:] - values[:, 4:].max(1, keepdims=True))
        scores = (shifted / shifted.sum(1, keepdims=True))[:, 1:]
        ssd, own = self._manifest["ssd"], self._defaults
        centre = own[:, :2] + values[:, :2] * ssd["center_variance"] * own[:, 2:]
        half = own[:, 2:] * numpy.exp(values[:, 2:4] * ssd["size_variance"]) / 2
        boxes = numpy.concatenate([centre - half, centre + half], 1)
        found = []
        for kind in range(scores.shape[1]):
            picked = numpy.flatnonzero(scores[:, kind] > threshold)
            picked = picked[numpy.argsort(-scores[picked, kind])][:NMS_CANDIDATES]
            while len(picked):
                best, picked = picked[0], picked[1:]
                found.append((scores[best, kind], kind, boxes[best]))
                picked = picked[overlap(boxes[best], boxes[picked]) <= self._manifest["nms"]]
        return sorted(found, key=lambda item: -item[0])


def overlap(box, boxes):
    low, high = numpy.maximum(box[:2], boxes[:, :2]), numpy.minimum(box[2:], boxes[:, 2:])
    both = numpy.clip(high - low, 0, None).prod(1)
    return both / ((box[2:] - box[:2]).prod() + (boxes[:, 2:] - boxes[:, :2]).prod(1) - both)


def average_precision(hits, objects):
    """Area under the precision envelope; hits: (score, whether it is right)."""
    right = numpy.cumsum([hit for _, hit in sorted(hits, key=lambda item: -item[0])])
    precision = right / numpy.arange(1, len(right) + 1)
    envelope = numpy.maximum.accumulate(precision[::-1])[::-1]
    return float((numpy.diff(right, prepend=0) / objects * envelope).sum())


def evaluate(detector, sprites, side, images, objects, sides):
    """Mean AP and AP by class over generated images."""
    hits = [[] for _ in CLASSES]
    counts = [0] * len(CLASSES)
    for index in range(images):
        random = numpy.random.default_rng((TEST_SEED, index))
        image, boxes, classes = draw_scene(random, sprites, side, side, objects, sides)
        free = [True] * len(boxes)
        for kind in classes:
            counts[kind] += 1
        for score, kind, box in detector.detect(image, 0.02):
            shared = overlap(box, boxes) if len(boxes) else numpy.zeros(0)
            shared = numpy.where((classes == kind) & free, shared, 0)
            right = len(shared) > 0 and shared.max() >= 0.5
            if right:
                free[shared.argmax()] = False
            hits[kind].append((score, right))
    each = [average_precision(*item) for item in zip(hits, counts)]
    return sum(each) / len(each), each


def print_difference(detector, sprites, checkpoint, side):
    """Largest difference of the raw maps to those of the averaged training network."""
    import torch
    from train_detector import TinySsd
    model = TinySsd()
    model.load_state_dict(torch.load(checkpoint)["states"][1])
    image = draw_scene(numpy.random.default_rng((TEST_SEED, 0)), sprites, side, side, 3, (16.0, 100.0))[0]
    inputs = detector.network_input(image)
    with torch.no_grad():
        expected = [item.numpy() for item in model.eval()(torch.from_numpy(inputs))]
    difference = max(numpy.abs(a - b).max() for a, b in zip(expected, detector.maps(inputs)))
    print(f"largest difference to PyTorch {difference:.2e} of up to {max(abs(a).max() for a in expected):.1f}")


def main():
    parser = argparse.ArgumentParser(description="Check the exported detector.")
    parser.add_argument("manifest", type=pathlib.Path)
    parser.add_argument("--checkpoint", type=pathlib.Path, help="also compare the maps with PyTorch's")
    parser.add_argument("--images", type=int, default=1000)
    parser.add_argument("--side", type=int, default=300)
    parser.add_argument("--data", type=pathlib.Path, default=pathlib.Path("/usr/share/datasets/fashion-mnist"))
    arguments = parser.parse_args()
    manifest = json.loads(arguments.manifest.read_text())
    graph = arguments.manifest.parent / manifest["graph"]
    print(f"file size {graph.stat().st_size} bytes")
    sprites = Sprites(arguments.data, "t10k", 0, 10000)
    detector = OpenCvDetector(manifest, graph, arguments.side, arguments.side)
    if arguments.checkpoint:
        print_difference(detector, sprites, arguments.checkpoint, arguments.side)
    for title, objects, sides in (("3 objects, 16-100 px", 3, (16.0, 100.0)), ("5 objects, 9-110 px", 5, (9.0, 110.0))):
        mean, each = evaluate(detector, sprites, arguments.side, arguments.images, objects, sides)
        names = "  ".join(f"{name} {value:.3f}" for name, value in zip(CLASSES, each))
        print(f"{title}: mAP@0.5 {mean:.4f}   {names}", flush=True)


if __name__ == "__main__":
    main()
