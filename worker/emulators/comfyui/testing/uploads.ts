/** The multipart bodies the recorder sent, in order: recordings only say `[form]`. */
const PNG = Buffer.from(
	"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
	"base64",
);
const OTHER = Buffer.concat([PNG, Buffer.from([0])]);
const REFERENCE = JSON.stringify({ filename: "u.png", type: "input" });

const FORMS: readonly (readonly [fields: Record<string, string>, bytes?: Buffer, name?: string])[] = [
	[{}, PNG, "u.png"],
	[{}, PNG, "u.png"],
	[{}, OTHER, "u.png"],
	[{ overwrite: "true" }, OTHER, "u.png"],
	[{ subfolder: "job1/in", type: "input" }, PNG, "u.png"],
	[{ subfolder: "../../x" }, PNG, "u.png"],
	[{ type: "temp" }, PNG, "t.png"],
	[{ type: "bogus" }, PNG, "t.png"],
	[{}],
	[{ original_ref: REFERENCE, subfolder: "clipspace" }, PNG, "m.png"],
];

let at = 0;

export const uploads = {
	reset(): void {
		at = 0;
	},
	next(): FormData {
		const [fields = {}, bytes, name] = FORMS[at++] ?? [];
		const form = new FormData();
		if (bytes) form.append("image", new Blob([new Uint8Array(bytes)]), name);
		for (const [key, value] of Object.entries(fields)) form.append(key, value);
		return form;
	},
};
