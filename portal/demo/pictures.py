"""Pictures for the demonstration's products, drawn here so that they belong to nobody."""

import io
import random

from PIL import Image, ImageDraw, ImageFilter

EDGE = 960  # pixels


def heap(colours: tuple[str, str, str], grain: tuple[int, int], seed: str) -> io.BytesIO:
    """A heap of grains on a plain ground as PNG: beans, corns, drops or leaves by their shape.

    colours: ground, grain, light on the grain; grain: its length and width in pixels;
    seed: the same text draws the same picture.
    """
    ground, dark, light = colours
    chance = random.Random(seed)
    picture = Image.new("RGB", (EDGE, EDGE), ground)
    shadow = Image.new("L", (EDGE, EDGE), 0)
    ImageDraw.Draw(shadow).ellipse((150, 560, 810, 830), fill=70)
    picture.paste("#6b5c48", mask=shadow.filter(ImageFilter.GaussianBlur(36)))
    spots = [(chance.gauss(EDGE / 2, 130), chance.gauss(600, 80)) for _ in range(420)]
    for x, y in sorted(spots, key=lambda spot: spot[1]):
        stamp = _grain(grain, dark, light, chance.uniform(0, 180))
        picture.paste(stamp, (int(x) - stamp.width // 2, int(y) - stamp.height // 2), stamp)
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file


def _grain(size: tuple[int, int], dark: str, light: str, turned: float) -> Image.Image:
    length, width = size
    room = Image.new("RGBA", (length + 8, length + 8))
    draw = ImageDraw.Draw(room)
    middle = room.width / 2
    box = (
        middle - length / 2,
        middle - width / 2,
        middle + length / 2,
        middle + width / 2,
    )
    draw.ellipse(box, fill=dark, outline=(40, 30, 20, 60))
    draw.arc((box[0] + 4, box[1] + 4, box[2] - 4, box[3] - 4), 200, 330, fill=light, width=4)
    return room.rotate(turned, resample=Image.Resampling.BICUBIC)
