import type { ApiGraph } from "../../workflows/graph/graph.ts";

/** A PNG of one pixel. */
export const ONE_PIXEL = Buffer.from(
	"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
	"base64",
);

/** A picture that takes `steps` steps of `ms` milliseconds. `color` makes it another one for the cache. */
export function slowPicture(color: number, steps = 3, ms = 20, preview = false): ApiGraph {
	return {
		"1": { class_type: "EmptyImage", inputs: { width: 64, height: 48, batch_size: 1, color } },
		"2": {
			class_type: "ProbeProgress",
			inputs: { image: ["1", 0], steps, ms, preview },
			_meta: { title: "Slow" },
		},
		"3": { class_type: "SaveImage", inputs: { images: ["2", 0], filename_prefix: "x" } },
	};
}

/** A picture whose middle node fails in one of the ways of ProbeFail. */
export function failingPicture(color: number, kind: string): ApiGraph {
	return {
		"1": { class_type: "EmptyImage", inputs: { width: 64, height: 48, batch_size: 1, color } },
		"2": { class_type: "ProbeFail", inputs: { image: ["1", 0], kind } },
		"3": { class_type: "SaveImage", inputs: { images: ["2", 0], filename_prefix: "x" } },
		"4": { class_type: "PreviewImage", inputs: { images: ["1", 0] } },
	};
}

/** A node that looks at no interrupt until it is done. */
export function blockingPicture(color: number, ms: number): ApiGraph {
	return {
		"1": { class_type: "EmptyImage", inputs: { width: 64, height: 48, batch_size: 1, color } },
		"2": { class_type: "ProbeSleep", inputs: { image: ["1", 0], ms } },
		"3": { class_type: "SaveImage", inputs: { images: ["2", 0], filename_prefix: "x" } },
	};
}
