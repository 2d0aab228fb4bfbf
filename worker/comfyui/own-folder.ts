/** The worker's folder in ComfyUI's input, output and temp folders: all that attempts bring or make lies in it. */
export const OWN_FOLDER = "darkroom";

const OWN = `"${OWN_FOLDER}(?:[\\\\/][^"]*)?"`;
const FIRST = new RegExp(`\\[\\s*${OWN}(?:,\\s*${OWN})*(?:,\\s*)?`, "g");
const LATER = new RegExp(`,\\s*${OWN}`, "g");

/**
 * ComfyUI's answer to `GET /object_info` without the worker's own folders, which some nodes list: they come and go
 * with each attempt, and say nothing of what ComfyUI has.
 */
export function withoutOwnFolders(objectInfo: string): string {
	return objectInfo.replace(FIRST, "[").replace(LATER, "");
}
