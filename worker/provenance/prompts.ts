/**
 * Whether bytes hold what ComfyUI and its nodes write into Exif: the prompt or the workflow as JSON, or a line of
 * parameters. Text in Exif may be of one byte a character or of two.
 */
export function tellsPrompt(bytes: Buffer): boolean {
	const narrow = bytes.toString("latin1").replaceAll("\0", "");
	return /prompt:|workflow:|parameters:?\s|"class_type"|Negative prompt/i.test(narrow);
}
