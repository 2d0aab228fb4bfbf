import { newId } from "./new-id.ts";

/** Characters that end a name within a header are written as browsers write them. */
const ESCAPED: Readonly<Record<string, string>> = { '"': "%22", "\r": "%0D", "\n": "%0A" };

/**
 * A form with one file as its bytes, which say what they are: `type` of the blob. Pure but for `boundary`.
 * @param boundary in lower case, as types of blobs are; in no file
 */
export function formBlob(file: Blob, filename: string, boundary: string = newId(), field = "file"): Blob {
	const name = filename.replace(/["\r\n]/g, (char) => ESCAPED[char] ?? char);
	const type = file.type || "application/octet-stream";
	const head = `--${boundary}\r\ncontent-disposition: form-data; name="${field}"; filename="${name}"\r\ncontent-type: ${type}\r\n\r\n`;
	return new Blob([head, file, `\r\n--${boundary}--\r\n`], {
		type: `multipart/form-data; boundary=${boundary}`,
	});
}
