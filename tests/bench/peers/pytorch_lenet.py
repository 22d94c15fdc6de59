#!/usr/bin/python3
"""Times LeNet in PyTorch (Debian: python3-torch) on one thread: images a second by batch size.

    /usr/bin/python3 pytorch_lenet.py

The network is Caffe's LeNet with random weights: the time of dense layers does not depend on them.
"""
import time

import torch

ROUNDS = 20
WARM_UP = 3
BATCHES = (16, 64, 256, 1000)


def lenet():
    return torch.nn.Sequential(
        torch.nn.Conv2d(1, 20, 5), torch.nn.MaxPool2d(2),
        torch.nn.Conv2d(20, 50, 5), torch.nn.MaxPool2d(2),
        torch.nn.Flatten(), torch.nn.Linear(800, 500), torch.nn.ReLU(), torch.nn.Linear(500, 10)).eval()


def main():
    torch.set_num_threads(1)
    network = lenet()
    print("PyTorch", torch.__version__)
    with torch.inference_mode():
        for batch in BATCHES:
            images = torch.rand(batch, 1, 28, 28)
            for _ in range(WARM_UP):
                network(images)
            seconds = []
            for _ in range(ROUNDS):
                start = time.perf_counter()
                network(images)
                seconds.append((time.perf_counter() - start) / batch)
            seconds.sort()
            print(f"batch {batch}: {1 / seconds[ROUNDS // 2]:.0f} images/s (best {1 / seconds[0]:.0f})")


if __name__ == "__main__":
    main()
