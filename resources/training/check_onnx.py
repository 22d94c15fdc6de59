#!/usr/bin/python3
"""Checks an exported network with OpenCV's DNN module: layers, accuracy, equality to PyTorch.

This is the only script that reads the 10,000 Fashion-MNIST test images. It takes the input
transform from the manifest, so it also checks what the program will do.
Needs Debian's python3-opencv and python3-onnx; --checkpoint needs python3-torch too.
"""

import argparse
import gzip
import json
import pathlib

import cv2
import numpy
import onnx

IDX_IMAGE_HEADER = 16
IDX_LABEL_HEADER = 8
BATCH = 100


def read_test_images(folder):
    """Returns the 10,000 test images [N,28,28] uint8 and their labels."""
    def payload(name, header):
        with gzip.open(folder / name) as file:
            return numpy.frombuffer(file.read(), numpy.uint8, offset=header)

    images = payload("t10k-images-idx3-ubyte.gz", IDX_IMAGE_HEADER)
    return images.reshape(-1, 28, 28), payload("t10k-labels-idx1-ubyte.gz", IDX_LABEL_HEADER)


def network_input(images, manifest):
    """Pixels to [N,1,28,28] float32, by the manifest's mean and scale."""
    transform = manifest["input"]
    values = (images.astype(numpy.float32) - transform["mean"][0]) * transform["scale"]
    return values[:, None].astype(numpy.float32)


def opencv_logits(graph, inputs):
    """Logits [N,10] computed by OpenCV's DNN module."""
    network = cv2.dnn.readNetFromONNX(str(graph))
    rows = []
    for start in range(0, len(inputs), BATCH):
        network.setInput(inputs[start:start + BATCH])
        rows.append(network.forward())
    return numpy.concatenate(rows)


def torch_logits(network, checkpoint, inputs):
    """Logits of the averaged training network, normalisation not folded."""
    import torch
    from train_fashion import BUILDERS
    model = BUILDERS[network]()
    model.load_state_dict(torch.load(checkpoint)["states"][1])
    with torch.no_grad():
        return model.eval()(torch.from_numpy(inputs)).numpy()


def print_layers(graph):
    """Prints every layer with its output shape, parameters and multiply-accumulates an image."""
    model = onnx.load(str(graph))
    onnx.checker.check_model(model, full_check=True)
    model = onnx.shape_inference.infer_shapes(model, strict_mode=True)
    values = list(model.graph.value_info) + list(model.graph.output)
    shapes = {item.name: [dim.dim_value for dim in item.type.tensor_type.shape.dim][1:]
              for item in values}
    weights = {item.name: list(item.dims) for item in model.graph.initializer}
    total_params = total_macs = 0
    for node in model.graph.node:
        output = shapes[node.output[0]]
        kernels = [weights[name] for name in node.input if name in weights]
        params = int(sum(numpy.prod(kernel) for kernel in kernels))
        positions = numpy.prod(output[1:], dtype=int) if node.op_type == "Conv" else 1
        macs = int(numpy.prod(kernels[0]) * positions) if kernels else 0
        total_params += params
        total_macs += macs
        shape = "x".join(map(str, output))
        print(f"{node.name:10} {node.op_type:8} {shape:>10} {params:>8} {macs:>10}")
    print(f"{'total':10} {'':8} {'':>10} {total_params:>8} {total_macs:>10}")


def main():
    parser = argparse.ArgumentParser(description="Check an exported built-in network.")
    parser.add_argument("manifest", type=pathlib.Path)
    parser.add_argument("--checkpoint", type=pathlib.Path,
                        help="also compare the first 100 logits with PyTorch's")
    parser.add_argument("--data", type=pathlib.Path,
                        default=pathlib.Path("/usr/share/datasets/fashion-mnist"))
    arguments = parser.parse_args()
    manifest = json.loads(arguments.manifest.read_text())
    graph = arguments.manifest.parent / manifest["graph"]

    print_layers(graph)
    print(f"file size {graph.stat().st_size} bytes")
    images, labels = read_test_images(arguments.data)
    inputs = network_input(images, manifest)
    if arguments.checkpoint:
        network = graph.stem.split("-")[-1]
        expected = torch_logits(network, arguments.checkpoint, inputs[:BATCH])
        difference = numpy.abs(expected - opencv_logits(graph, inputs[:BATCH])).max()
        print(f"largest difference to PyTorch on {BATCH} images {difference:.2e}")
    correct = (opencv_logits(graph, inputs).argmax(1) == labels).sum()
    print(f"top-1 {correct / len(labels):.4f} ({correct} of {len(labels)} test images)")


if __name__ == "__main__":
    main()
