import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { library } from "../../workflows/library/index.ts";
import { passed, told } from "../../workflows/quality/checks/check.ts";
import { examplesDocument } from "./table.ts";

const written = readFileSync(
	path.resolve(import.meta.dirname, "../../workflows/quality/EXAMPLES.md"),
	"utf8",
);

test("S0-D41 example outputs are told of every workflow of the library, in its version and of its kinds, and whose they are", () => {
	const rows = written
		.split("\n")
		.filter((line) => line.startsWith("| `"))
		// The formatter sets the columns of what was written in line.
		.map((line) => line.split("|").map((cell) => cell.replaceAll("`", "").trim()));
	const found = new Map(rows.map(([, name = ""]) => [name, new Set<string>()]));
	for (const [, name = "", kind = ""] of rows) found.get(name)?.add(kind);
	const wanted = new Map(
		library.map(({ id, version, outputs }) => [`${id}@${version}`, new Set(outputs.map(({ kind }) => kind))]),
	);
	// Where this differs, `npm run examples` writes it anew.
	expect(found).toEqual(wanted);
	expect(written).toContain("the emulator's, not a model's");
});

test("verdicts are counted, what did not pass is told with why, and what failed altogether says so", () => {
	const text = examplesDocument(
		[
			{
				...{ workflow: "a@1", status: "succeeded", error: null },
				outputs: [
					{
						...{ kind: "image", width: 64, height: 32 },
						checks: [
							passed("image_blank", { value: 12.345, limit: 2 }),
							told("image_exposure", "warn", "a | b"),
							told("face_count", "skipped", "nobody asked"),
						],
					},
				],
			},
			{ workflow: "b@1", status: "failed", error: "no weights", outputs: [] },
		],
		{ emulated: false, ffmpeg: true },
	);
	expect(text.split("\n").slice(-3, -1)).toEqual([
		"| `a@1` | image | 64x32 | 1 pass; warn image_exposure (a \\| b); 1 skipped | image_blank 12.35 (limit 2) |",
		"| `b@1` | – | – | no weights | – |",
	]);
	expect(text).not.toMatch(/emulator|no ffmpeg/);
	expect(examplesDocument([], { emulated: false, ffmpeg: false })).toContain("has no ffmpeg");
});
