"""Draws pictures of moving clothes over generated textures, with exact boxes, to train a detector.

The look is that of the program's own clips (`scene:NAME`, engine/data/scenes): Fashion-MNIST sprites
of six classes, tinted, scaled and mirrored, over value noise with clutter, blurred by motion and
defocus. Nothing is shared with them but the recipe: other sprites, other textures.

Needs Debian's python3-numpy, python3-opencv and dataset-fashion-mnist.
"""

import gzip
import math

import cv2
import numpy

IMAGE_SIDE = 28
IDX_IMAGE_HEADER = 16
IDX_LABEL_HEADER = 8
CLASSES = ("top", "trouser", "dress", "shoe", "bag", "boot")
# Fashion-MNIST's ten labels -> ours: T-shirt, pullover, coat and shirt are tops, sandals and sneakers shoes.
CLASS_OF_LABEL = (0, 1, 0, 2, 0, 3, 0, 3, 4, 5)
ALPHA_FROM = 8  # grey level above which a pixel belongs to the garment
MIN_VISIBLE = 0.35  # share of an object that must show for it to count
GREY = 114


class Sprites:
    """Garments cut out of one range of a Fashion-MNIST file, by class."""

    def __init__(self, folder, part, first, last):
        def payload(name, header):
            with gzip.open(folder / name) as file:
                return numpy.frombuffer(file.read(), numpy.uint8, offset=header)

        images = payload(f"{part}-images-idx3-ubyte.gz", IDX_IMAGE_HEADER).reshape(-1, IMAGE_SIDE, IMAGE_SIDE)
        labels = payload(f"{part}-labels-idx1-ubyte.gz", IDX_LABEL_HEADER)
        self._images = images[first:last]
        classes = numpy.array(CLASS_OF_LABEL)[labels[first:last]]
        self._of_class = [numpy.flatnonzero(classes == index) for index in range(len(CLASSES))]

    def draw(self, random):
        """A class and its sprite: grey [h,w] and opacity [h,w], 0..1, cut to what is opaque."""
        kind = int(random.integers(len(CLASSES)))
        grey = self._images[random.choice(self._of_class[kind])]
        solid = grey > ALPHA_FROM
        sides = [numpy.logical_or.accumulate(solid, 1), numpy.logical_or.accumulate(solid[:, ::-1], 1)[:, ::-1],
                 numpy.logical_or.accumulate(solid, 0), numpy.logical_or.accumulate(solid[::-1], 0)[::-1]]
        solid = sides[0] & sides[1] & sides[2] & sides[3]
        rows, columns = numpy.flatnonzero(solid.any(1)), numpy.flatnonzero(solid.any(0))
        cut = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
        return kind, grey[cut].astype(numpy.float32) / 255.0, solid[cut].astype(numpy.float32)


def _noise(random, height, width, cells, depth):
    grid = random.uniform(-1.0, 1.0, (cells + 1, cells + 1, depth)).astype(numpy.float32)
    noise = cv2.resize(grid, (width, height), interpolation=cv2.INTER_LINEAR)
    return noise.reshape(height, width, depth)


def draw_texture(random, height, width):
    """Background [height,width,3], 0..255: a colour, noise of four octaves, stripes, shapes, grain."""
    image = random.uniform(30, 225, 3).astype(numpy.float32) + numpy.zeros((height, width, 3), numpy.float32)
    strength = random.uniform(0.3, 1.0)
    side = max(height, width)
    for octave, amplitude in enumerate((60, 40, 25, 15)):
        cells = max(1, round(side / (100 / 2 ** octave) * random.uniform(0.6, 1.6)))
        depth = 3 if octave < 2 else 1
        image += strength * amplitude * _noise(random, height, width, cells, depth)
    if random.random() < 0.3:  # stripes
        angle, period = random.uniform(0, math.pi), random.uniform(5, 40)
        x, y = numpy.meshgrid(numpy.arange(width, dtype=numpy.float32), numpy.arange(height, dtype=numpy.float32))
        wave = numpy.sin((x * math.cos(angle) + y * math.sin(angle)) * (2 * math.pi / period))
        image += (random.uniform(5, 30) * numpy.sign(wave) if random.random() < 0.5
                  else random.uniform(5, 30) * wave)[:, :, None]
    for _ in range(random.integers(0, 1 + max(2, height * width // 4000))):
        colour = tuple(float(value) for value in random.uniform(10, 245, 3))
        centre = int(random.integers(width)), int(random.integers(height))
        size = int(random.uniform(4, 60)), int(random.uniform(4, 60))
        kind = random.random()
        if kind < 0.4:
            cv2.rectangle(image, centre, (centre[0] + size[0], centre[1] + size[1]), colour, -1)
        elif kind < 0.7:
            cv2.ellipse(image, centre, (size[0] // 2 + 1, size[1] // 2 + 1), random.uniform(0, 180), 0, 360, colour, -1)
        else:
            end = centre[0] + int(random.integers(-60, 61)), centre[1] + int(random.integers(-60, 61))
            cv2.line(image, centre, end, colour, int(random.integers(1, 5)))
    image += random.normal(0, random.uniform(0, 5), (height, width, 1)).astype(numpy.float32)
    return image


def _motion_kernel(random, longest):
    length = random.uniform(1.0, max(1.0, longest))
    side = 2 * int(math.ceil(length / 2)) + 1
    kernel = numpy.zeros((side, side), numpy.float32)
    angle = random.uniform(0, math.pi)
    middle, half = side // 2, length / 2
    for step in numpy.linspace(-half, half, 4 * side):
        kernel[int(round(middle + step * math.sin(angle))), int(round(middle + step * math.cos(angle)))] += 1
    return kernel / kernel.sum()


def _sprite_patch(random, sprites, long_side):
    """Colour times opacity [h,w,3], opacity [h,w], blurred, and the margin around the unblurred box."""
    kind, grey, alpha = sprites.draw(random)
    scale = long_side / max(grey.shape)
    stretch = math.sqrt(random.uniform(0.8, 1.25))
    size = max(3, round(grey.shape[1] * scale * stretch)), max(3, round(grey.shape[0] * scale / stretch))
    if random.random() < 0.5:
        grey, alpha = grey[:, ::-1].copy(), alpha[:, ::-1].copy()
    shrinks = size[0] < grey.shape[1]
    method = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    grey, alpha = cv2.resize(grey, size, interpolation=method), cv2.resize(alpha, size, interpolation=method)
    if not shrinks:
        alpha = numpy.clip(alpha * 2 - 0.5, 0, 1)
    dark, bright = random.uniform(0, 110, 3), random.uniform(90, 255, 3)
    if random.random() < 0.25:
        dark, bright = bright, dark
    colour = dark + grey[:, :, None] * (bright - dark)
    margin = 2 + int(long_side * 0.25)
    patch = numpy.dstack([colour * alpha[:, :, None], alpha]).astype(numpy.float32)
    patch = cv2.copyMakeBorder(patch, margin, margin, margin, margin, cv2.BORDER_CONSTANT, value=0)
    if random.random() < 0.4:
        patch = cv2.filter2D(patch, -1, _motion_kernel(random, min(0.35 * long_side, 14)))
    if random.random() < 0.3:
        patch = cv2.GaussianBlur(patch, (0, 0), random.uniform(0.3, min(2.0, 0.3 + 0.03 * long_side)))
    return kind, patch, margin, size


def draw_scene(random, sprites, height, width, objects, sides):
    """An image [height,width,3] 0..255 f32, its boxes [n,4] (x0 y0 x1 y1) and classes [n]."""
    image = draw_texture(random, height, width)
    owner = numpy.full((height, width), -1, numpy.int32)
    found = []
    for index in range(objects):
        long_side = math.exp(random.uniform(math.log(sides[0]), math.log(sides[1])))
        kind, patch, margin, (box_width, box_height) = _sprite_patch(random, sprites, long_side)
        for _ in range(8):  # prefer a free place
            x = int(random.integers(-box_width // 4, max(1, width - box_width * 3 // 4)))
            y = int(random.integers(-box_height // 4, max(1, height - box_height * 3 // 4)))
            if random.random() < 0.15:
                break
            place = owner[max(0, y):y + box_height, max(0, x):x + box_width]
            if place.size and (place >= 0).mean() < 0.15:
                break
        left, top = x - margin, y - margin
        inside = (slice(max(0, top), max(0, min(height, top + patch.shape[0]))),
                  slice(max(0, left), max(0, min(width, left + patch.shape[1]))))
        part = patch[inside[0].start - top:inside[0].stop - top, inside[1].start - left:inside[1].stop - left]
        if part.size == 0:
            continue
        alpha = part[:, :, 3:]
        image[inside] = image[inside] * (1 - alpha) + part[:, :, :3]
        owner[inside][alpha[:, :, 0] > 0.5] = index
        area = float((patch[:, :, 3] > 0.5).sum())
        box = max(0, x), max(0, y), min(width, x + box_width), min(height, y + box_height)
        found.append((index, kind, area, box))
    boxes, classes = [], []
    for index, kind, area, box in found:
        if (owner == index).sum() >= MIN_VISIBLE * area and box[2] - box[0] >= 4 and box[3] - box[1] >= 4:
            boxes.append(box)
            classes.append(kind)
    if random.random() < 0.2:  # the whole picture out of focus, or the camera moves
        image = (cv2.GaussianBlur(image, (0, 0), random.uniform(0.3, 1.0)) if random.random() < 0.5
                 else cv2.filter2D(image, -1, _motion_kernel(random, 6)))
    return (numpy.clip(image, 0, 255), numpy.array(boxes, numpy.float32).reshape(-1, 4),
            numpy.array(classes, numpy.int64))


def _cut(random, rectangles):
    """Splits the largest rectangle in two."""
    x, y, width, height = rectangles.pop(max(range(len(rectangles)), key=lambda i: rectangles[i][2] * rectangles[i][3]))
    share = random.uniform(0.35, 0.65)
    if random.random() < width / (width + height):
        at = int(width * share)
        return rectangles + [(x, y, at, height), (x + at, y, width - at, height)]
    at = int(height * share)
    return rectangles + [(x, y, width, at), (x, y + at, width, height - at)]


def draw_montage(random, sprites, side, sides):
    """As draw_scene(), but the image is a montage of 2 to 5 tiles of other pictures, rescaled."""
    rectangles = [(0, 0, side, side)]
    for _ in range(random.integers(1, 5)):
        rectangles = _cut(random, rectangles)
    image = numpy.full((side, side, 3), GREY, numpy.float32)
    all_boxes, all_classes = [], []
    gutter = int(random.choice((0, 3, 6)))
    for x, y, width, height in rectangles:
        width, height = width - gutter, height - gutter
        if random.random() < 0.08 or min(width, height) < 16:
            continue  # stays grey
        zoom = math.exp(random.uniform(math.log(0.6), math.log(2.5)))
        source = max(12, round(width / zoom)), max(12, round(height / zoom))
        largest = min(sides[1] / zoom, 0.9 * min(source))
        smallest = min(max(8, sides[0] / zoom), 0.7 * largest)
        tile, boxes, classes = draw_scene(random, sprites, source[1], source[0], int(random.integers(4) > 0) + int(random.integers(4) == 0),
                                          (smallest, largest))
        method = cv2.INTER_AREA if zoom < 1 else cv2.INTER_LINEAR
        image[y:y + height, x:x + width] = cv2.resize(tile, (width, height), interpolation=method)
        factor = numpy.array([width / source[0], height / source[1]] * 2, numpy.float32)
        all_boxes.append(boxes * factor + numpy.array([x, y, x, y], numpy.float32))
        all_classes.append(classes)
    if not all_boxes:
        return image, numpy.zeros((0, 4), numpy.float32), numpy.zeros(0, numpy.int64)
    return numpy.clip(image, 0, 255), numpy.concatenate(all_boxes), numpy.concatenate(all_classes)
