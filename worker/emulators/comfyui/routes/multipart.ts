import busboy from "busboy";

export interface UploadedFile {
	filename: string;
	bytes: Buffer;
}

/** A form, with the first of what has one name. A part without a file name is a text, whatever it calls itself. */
export interface Form {
	fields: Map<string, string>;
	files: Map<string, UploadedFile>;
}

/** Parses a multipart body; a body of another type is an empty form. @throws for a broken one */
export function parseForm(contentType: string | undefined, body: Buffer): Promise<Form> {
	const form: Form = { fields: new Map(), files: new Map() };
	const put = <T>(of: Map<string, T>, name: string, value: T) => {
		if (!form.fields.has(name) && !form.files.has(name)) of.set(name, value);
	};
	if (!/^(multipart\/form-data|application\/x-www-form-urlencoded)\b/i.test(contentType ?? ""))
		return Promise.resolve(form);
	return new Promise((resolve, reject) => {
		const parser = busboy({
			headers: { "content-type": contentType ?? "" },
			preservePath: true,
			defParamCharset: "utf8",
			limits: { fieldSize: 64 * 1024 * 1024 },
		});
		parser.on("field", (name, value) => put(form.fields, name, value));
		parser.on("file", (name, stream, info) => {
			const parts: Buffer[] = [];
			stream.on("data", (part: Buffer) => parts.push(part));
			stream.on("end", () => {
				const bytes = Buffer.concat(parts);
				if (info.filename) put(form.files, name, { filename: info.filename, bytes });
				else put(form.fields, name, bytes.toString("utf8"));
			});
		});
		parser.on("error", reject);
		parser.on("close", () => resolve(form));
		parser.end(body);
	});
}
