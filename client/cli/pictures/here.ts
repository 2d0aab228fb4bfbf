import { PictureArea } from "./area.ts";
import { wantedPictures } from "./protocol.ts";

/**
 * Where this terminal shows previews; null: nowhere. What is read by programs has none.
 * @throws CliError `usage`
 */
export function picturesHere({
	pictures,
	json = false,
	ndjson = false,
}: {
	pictures?: string | undefined;
	json?: boolean | undefined;
	ndjson?: boolean | undefined;
}): PictureArea | null {
	const protocol = wantedPictures(pictures, process.env, process.stderr.isTTY === true);
	return protocol === null || json || ndjson ? null : new PictureArea(process.stderr, protocol);
}
