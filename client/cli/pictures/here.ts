import { PictureArea } from "./area.ts";
import { wantedPictures } from "./protocol.ts";

/** What the help of a command says of it. */
export const PICTURES_USAGE = `  --pictures <how>         shows it as it develops, in terminals that can: auto (if absent), kitty, iterm, none; nothing of it
                           where results are JSON, or nobody sees them`;

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
