import fc from "fast-check";
import { expect, test } from "vitest";
import { assetId, line, modelFileName, promptText, seed } from "./parameters.ts";

test.each([
	"ink.safetensors",
	"styles/ink v2.safetensors",
	"a.b.GGUF",
	"flux_..v2.ckpt",
	"naïve.pt",
	"x.onnx",
])("S1-08 the name of a model file is accepted: %s", (name) =>
	expect(modelFileName.safeParse(name).success).toBe(true),
);

test.each(["Mara", " Mara ", "まら", "A ☀️ b", "👩‍🚀", "x".repeat(20)])(
	"what people call things is accepted: %j",
	(name) => expect(line(20).safeParse(name).success).toBe(true),
);

test.each([
	...["", " ", "   ", "\u00a0\u3000", "\u200b", "\u2060\ufeff", "\u202e", "\n", "a\nb", "a\tb", "a\u0000"],
	...["a\u0007", "a\u007f", "a\u0085", "a\u2028b", "a\u2029b", "\ud800", "a\udc00", "x".repeat(21)],
])("what shows nothing or breaks a line is no name: %j", (name) =>
	expect(line(20).safeParse(name).success).toBe(false),
);

const names = [
	"",
	"ink",
	"ink.png",
	"ink.safetensors.exe",
	"/abs.safetensors",
	" /abs.safetensors",
	"~/a.safetensors",
	"../a.safetensors",
	"a/../b.safetensors",
	"a/.. /b.safetensors",
	"a/./b.safetensors",
	"a//b.safetensors",
	"a\\b.safetensors",
	"C:a.safetensors",
	"c:/a.safetensors",
	"a.safetensors:hidden.safetensors",
	"a\u0000.safetensors",
	"a\n.safetensors",
	"%2e%2e/a.safetensors",
	"a%2Fb.safetensors",
	"x.png [output]",
	"a.safetensors [input]",
	"http://host/a.safetensors",
	`${"a".repeat(250)}.safetensors`,
];
test.each(names)("S1-08 a name that could mean a file elsewhere is refused: %j", (name) => {
	expect(modelFileName.safeParse(name).success).toBe(false);
});

test("a name that is accepted never leaves its folder, however it is made up", () => {
	const piece = fc.constantFrom(
		"..",
		".",
		"/",
		"\\",
		"a",
		" ",
		"%2e",
		":",
		"\u0000",
		".safetensors",
		"~",
		"[output]",
	);
	fc.assert(
		fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
			const name = pieces.join("");
			if (!modelFileName.safeParse(name).success) return;
			const base = "https://host/models/loras/";
			expect(new URL(name.replaceAll("?", ""), base).href.startsWith(base)).toBe(true);
		}),
		{ numRuns: 3000 },
	);
});

test("S1-30 a seed is an integer from 0 to 2^53-1", () => {
	for (const value of [0, 1, 2 ** 31, 2 ** 53 - 1]) expect(seed.parse(value)).toBe(value);
	for (const value of [-1, 0.5, 2 ** 53, Number.NaN, "0", null])
		expect(seed.safeParse(value).success).toBe(false);
});

test("an asset id is ast_ and 26 lower-case letters and digits", () => {
	expect(assetId.safeParse("ast_0123456789abcdefghijklmnop").success).toBe(true);
	for (const value of [
		"",
		"ast_",
		"ast_0123456789abcdefghijklmno",
		"job_0123456789abcdefghijklmnop",
		" ast_0123456789abcdefghijklmnop",
		"ast_0123456789abcdefghijklmnop\n",
	])
		expect(assetId.safeParse(value).success).toBe(false);
});

test("a prompt may have any script, emoji, tabs and line ends, and is passed on unchanged", () => {
	for (const text of ["a", "狐が湖を渡る\n\tگرگ", "🦊👩‍🚀", " padded "])
		expect(promptText(100).parse(text)).toBe(text);
	for (const text of ["", "   ", "a\u0000", "a\u001b[0m", "\ud83d", "x".repeat(101)])
		expect(promptText(100).safeParse(text).success).toBe(false);
});
