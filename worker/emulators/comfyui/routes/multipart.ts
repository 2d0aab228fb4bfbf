import busboy from "busboy";

export interface UploadedFile {
	filename: string;
	bytes: Buffer;
}

export interface Form {
	fields: Record<string, string>;
	files: Record<string, UploadedFile>;
}

/** Parses a multipart body. @throws if it is none. */
export function parseForm(contentType: string | undefined, body: Buffer): Promise<Form> {
	return new Promise((resolve, reject) => {
		const form: Form = { fields: {}, files: {} };
		const parser = busboy({
			headers: { "content-type": contentType ?? "" },
			preservePath: true,
			limits: { fieldSize: 64 * 1024 * 1024 },
		});
		parser.on("field", (name, value) => {
			form.fields[name] = value;
		});
		parser.on("file", (name, stream, info) => {
			const parts: Buffer[] = [];
			stream.on("data", (part: Buffer) => parts.push(part));
			stream.on("end", () => {
				form.files[name] = { filename: info.filename ?? "", bytes: Buffer.concat(parts) };
			});
		});
		parser.on("error", reject);
		parser.on("close", () => resolve(form));
		parser.end(body);
	});
}
