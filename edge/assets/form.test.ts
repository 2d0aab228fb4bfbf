import fc from "fast-check";
import { expect, test } from "vitest";
import { boundaryOf, type FormEvent, FormReader, MalformedForm } from "./form.ts";

const encode = (value: string) => Uint8Array.from([...value].map((one) => one.charCodeAt(0)));
const decode = (bytes: Uint8Array) => String.fromCharCode(...bytes);

/** All parts of a form that comes in pieces of these sizes. */
function read(text: string, sizes: number[], boundary = "b") {
	const reader = new FormReader(boundary);
	const parts: { name: string; filename: string | null; body: string; ended: boolean }[] = [];
	const take = (event: FormEvent) => {
		const last = parts.at(-1);
		if (event.type === "part")
			parts.push({ name: event.name, filename: event.filename, body: "", ended: false });
		else if (event.type === "data" && last) last.body += decode(event.bytes);
		else if (last) last.ended = true;
	};
	const bytes = encode(text);
	for (let at = 0, i = 0; at < bytes.length; i++) {
		const size = sizes[i % sizes.length] ?? 1;
		for (const event of reader.push(bytes.subarray(at, at + size))) take(event);
		at += size;
	}
	reader.finish();
	return parts;
}

const part = (name: string, filename: string | null, body: string) =>
	`--b\r\nContent-Disposition: form-data; name="${name}"${filename === null ? "" : `; filename="${filename}"`}\r\n` +
	`Content-Type: image/png\r\n\r\n${body}\r\n`;

test("what was put in comes out, whatever it holds and in whatever pieces it comes", () => {
	// Bytes that look like the beginning of a boundary, above all.
	const body = fc
		.array(fc.constantFrom("\r\n--", "\r\n", "\r", "\n", "-", "--", "b", "x", "\0", "\xff", "\r\n--c"), {
			maxLength: 20,
		})
		.map((parts) => parts.join(""))
		.filter((text) => !`\r\n${text}\r\n`.includes("\r\n--b"));
	const parts = fc.array(fc.tuple(fc.constantFrom("file", "a"), fc.constantFrom("x.png", null), body), {
		minLength: 1,
		maxLength: 4,
	});
	const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 });
	fc.assert(
		fc.property(parts, sizes, (wanted, pieces) => {
			const text = `${wanted.map(([name, filename, data]) => part(name, filename, data)).join("")}--b--\r\n`;
			expect(read(text, pieces)).toEqual(
				wanted.map(([name, filename, data]) => ({ name, filename, body: data, ended: true })),
			);
		}),
		{ numRuns: 500 },
	);
});

test.each([
	["nothing", ""],
	["no boundary", "hello"],
	["another boundary", "--c\r\n\r\n\r\n--c--"],
	["no end", part("file", "x", "abc")],
	["nonsense behind a boundary", "--bx\r\n\r\n--b--"],
	["a head without an end", `--b\r\n${"x".repeat(9000)}`],
])("a form with %s is malformed", (_what, text) => {
	for (const size of [1, 7, 100_000]) expect(() => read(text, [size])).toThrow(MalformedForm);
});

test("names are read as browsers write them, and boundaries as they are announced", () => {
	expect(read(`${part("file", "a %22b%22.png", "x")}--b--`, [9])[0]?.filename).toBe('a "b".png');
	expect(read(`${part("file", 'a \\"b\\".png', "x")}--b--`, [9])[0]?.filename).toBe('a "b".png');
	expect(boundaryOf("multipart/form-data; boundary=abc")).toBe("abc");
	expect(boundaryOf('multipart/form-data; charset=x; boundary="a b"')).toBe("a b");
	expect(boundaryOf("multipart/form-data")).toBeNull();
});
