import { solid } from "../../render/canvas.ts";
import { encodePng } from "../../render/png.ts";
import type { ComfyVersion } from "../../version.ts";

/** A part of a form; with a file name it is a file. */
export interface Part {
	name: string;
	value: string | Buffer;
	filename?: string;
}

/** A request as it goes over the wire: the path is sent as it stands. */
export interface Ask {
	method?: string;
	path: string;
	headers?: Record<string, string>;
	/** Sent as it stands. */
	body?: string;
	form?: Part[];
}

/** What of the answer is compared. A pattern has to occur; null means that there is no such header. */
export interface Answer {
	status: number;
	headers?: Record<string, string | RegExp | null>;
	body?: unknown;
}

interface Row {
	title: string;
	/** Only this release does so. */
	only?: ComfyVersion;
	/** Classes that the server must have. */
	needs?: string[];
}
/** One request and its answer, after others whose answers do not matter here. */
export interface AskRow extends Row {
	before?: Ask[];
	ask: Ask;
	answer: Answer;
}
/** A graph that runs, and what history then says of it. */
export interface RunRow extends Row {
	before?: Ask[];
	graph: Record<string, unknown>;
	more?: Record<string, unknown>;
	history: {
		status: string;
		outputs?: unknown;
		error?: { exception_type?: string; exception_message?: RegExp };
	};
}

export const PNG = encodePng(solid(8, 6, [1, 2, 3]));
export const OTHER_SIZE = encodePng({ ...solid(4, 4, [0, 0, 0]), alpha: new Uint8Array(16).fill(9) });
export const TROUBLE = /^500 Internal Server Error/;

export const post = (path: string, body: string): Ask => ({
	method: "POST",
	path,
	body,
	headers: { "content-type": "application/json" },
});
export const upload = (form: Part[], path = "/upload/image"): Ask => ({ method: "POST", path, form });
export const image = (filename: string, value: Buffer = PNG): Part => ({ name: "image", filename, value });
export const field = (name: string, value: string): Part => ({ name, value });

export const empty = (color: number) => ({
	class_type: "EmptyImage",
	inputs: { width: 16, height: 16, batch_size: 1, color },
});
export const save = (from: string, filename_prefix: unknown) => ({
	class_type: "SaveImage",
	inputs: { images: [from, 0], filename_prefix },
});
export const one = (prefix: unknown) => ({ "1": empty(1), "2": save("1", prefix) });
export const file = (filename: string, subfolder: string, type = "output") => ({ filename, subfolder, type });

/** For rows that only the newer release fits. */
export const recent = { only: "0.33.0" } as const;
