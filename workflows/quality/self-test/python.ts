import { execFile } from "node:child_process";
import { promisify } from "node:util";
import * as z from "zod";

const run = promisify(execFile);

/** Longer than this Python may not take, in milliseconds. */
const TIME_MS = 300_000;

const numbers = z.array(z.number());

const answerSchema = z.union([
	z.strictObject({ missing: z.string() }),
	z.strictObject({
		version: z.string(),
		pictures: z.array(
			z.strictObject({
				file: z.string(),
				faces: z.array(
					z.strictObject({ box: numbers, score: z.number(), points: z.array(numbers), embedding: numbers }),
				),
			}),
		),
	}),
]);

/** What InsightFace's own code finds: boxes as left, top, right, bottom. */
export type PythonAnswer = z.infer<typeof answerSchema>;

/**
 * Asks the Python package `insightface` what it finds with two model files. Of no picture it takes the one that comes with
 * it.
 *
 * @param program such as `python3`, or that of a virtual environment
 * @returns `missing` where there is no such program or package
 */
export async function askPython(
	program: string,
	models: { detector: string; embedder: string },
	pictures: readonly string[],
): Promise<PythonAnswer> {
	try {
		const { stdout } = await run(program, ["-c", SCRIPT, models.detector, models.embedder, ...pictures], {
			timeout: TIME_MS,
			maxBuffer: 64 * 1024 * 1024,
		});
		return answerSchema.parse(JSON.parse(stdout.trim().split("\n").at(-1) ?? ""));
	} catch (error) {
		const why = error instanceof Error ? (error.message.trim().split("\n").at(-1) ?? "") : String(error);
		return { missing: why.slice(0, 300) };
	}
}

/** The package's own classes, as its `FaceAnalysis` calls them with a size of 640: nothing is computed here. */
const SCRIPT = `
import json, os, sys
try:
    import cv2, insightface, onnxruntime
    from insightface.model_zoo.arcface_onnx import ArcFaceONNX
    from insightface.model_zoo.scrfd import SCRFD
    from insightface.app.common import Face
except ImportError as error:
    print(json.dumps({"missing": str(error)}))
    sys.exit(0)
detector_file, embedder_file, *pictures = sys.argv[1:]
if not pictures:
    pictures = [os.path.join(os.path.dirname(insightface.__file__), "data", "images", "t1.jpg")]
session = lambda file: onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"])
detector = SCRFD(model_file=detector_file, session=session(detector_file))
detector.prepare(-1, input_size=(640, 640), det_thresh=0.5)
embedder = ArcFaceONNX(model_file=embedder_file, session=session(embedder_file))
found = []
for file in pictures:
    picture = cv2.imread(file)
    if picture is None:
        sys.exit("cv2 cannot read " + file)
    boxes, points = detector.detect(picture)
    faces = []
    for box, five in zip(boxes, points):
        face = Face(bbox=box[:4], kps=five, det_score=box[4])
        faces.append({
            "box": [float(n) for n in box[:4]],
            "score": float(box[4]),
            "points": [[float(n) for n in point] for point in five],
            "embedding": [float(n) for n in embedder.get(picture, face)],
        })
    found.append({"file": file, "faces": faces})
print(json.dumps({"version": insightface.__version__, "pictures": found}))
`;
