"""Well-formed files whose names or scores do not fit the phase."""

from tests.evaluator.files import CSV
from tests.evaluator.readers.badfiles.bad import Bad

CASES = [
    Bad(
        "unknown name",
        CSV + b"e.png,5\n",
        "unknown_names",
        "Line 6: 'e.png' is not an image of this phase. Use the names of the phase's images, "
        "each once.",
    ),
    Bad(
        "unknown names",
        b"".join(b"z%d.png,%d\n" % (n, n) for n in range(7)),
        "unknown_names",
        "Lines 1, 2, 3, 4, 5 and 2 more: 'z0.png', 'z1.png', 'z2.png', 'z3.png', 'z4.png' and "
        "2 more are not images of this phase. 4 of the 4 images have no score: 'a.png', "
        "'b.png', 'c.png', 'd.png'. Use the names of the phase's images, each once.",
    ),
    Bad(
        "name in capitals",
        b"A.png,1\nb.png,2\nc.png,3\nd.png,4\n",
        "unknown_names",
        "Line 1: 'A.png' is not an image of this phase. Did you mean 'a.png'? 1 of the 4 "
        "images has no score: 'a.png'. Use the names of the phase's images, each once.",
    ),
    Bad(
        "other extension",
        b"a.jpg,1\nb.png,2\nc.png,3\nd.png,4\n",
        "unknown_names",
        "Line 1: 'a.jpg' is not an image of this phase. Did you mean 'a.png'? 1 of the 4 "
        "images has no score: 'a.png'. Use the names of the phase's images, each once.",
    ),
    Bad(
        "missing name",
        b"a.png,1\nb.png,2\nc.png,3\n",
        "missing_names",
        "1 of the 4 images has no score: 'd.png'. Give every image of the phase a score.",
    ),
    Bad(
        "missing names",
        b"a.png,1\n",
        "missing_names",
        "3 of the 4 images have no score: 'b.png', 'c.png', 'd.png'. Give every image of the "
        "phase a score.",
    ),
    Bad(
        "name given twice",
        CSV + b"b.png,5\n",
        "duplicate_name",
        "Lines 3 and 6: 'b.png' is given twice. Keep one line for each image.",
    ),
    Bad(
        "image given twice",
        CSV + b"out/b,5\n",
        "duplicate_name",
        "Lines 3 and 6: 'b.png' and 'out/b' are the same image. Keep one line for each image.",
    ),
    Bad(
        "unknown name given twice",
        b"y.png,1\ny.png,2\n",
        "duplicate_name",
        "Lines 1 and 2: 'y.png' is given twice. Keep one line for each image.",
    ),
    Bad(
        "another phase",
        b"dev_1.png,1\ndev_2.png,2\ndev_3.png,3\ndev_4.png,4\n",
        "wrong_phase",
        "The file is for another phase: its names, such as 'dev_1.png', are images of "
        "'Development'. Submit it there, or predict the images of this phase.",
    ),
    Bad(
        "some of another phase",
        CSV + b"dev_1.png,1\n",
        "unknown_names",
        "Line 6: 'dev_1.png' is not an image of this phase. They look like images of the phase "
        "'Development'. Use the names of the phase's images, each once.",
    ),
    Bad(
        "constant",
        b"a.png,3\nb.png,3\nc.png,3\nd.png,3\n",
        "constant_predictions",
        "All 4 scores are the same (3), or differ by rounding noise only, so they put the "
        "images in no order. Give better images higher scores.",
    ),
    Bad(
        "nearly constant",
        b"a.png,3\nb.png,3.0000000000001\nc.png,3\nd.png,3\n",
        "constant_predictions",
        "All 4 scores are the same (3), or differ by rounding noise only, so they put the "
        "images in no order. Give better images higher scores.",
    ),
]
