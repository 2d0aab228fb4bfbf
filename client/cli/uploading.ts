import path from "node:path";
import type { Asset } from "../../edge/contract/assets/assets.ts";
import type { DarkroomClient } from "../client.ts";
import type { OnSent } from "../sdk/xhr.ts";
import { read } from "./files.ts";

/** Percent between two lines where nothing can be drawn over. */
const EVERY = 25;
/** Files of fewer bytes are there before anybody reads of it. */
const SMALL_BYTES = 1_000_000;

/** Uploads a file and shows how much of it was sent. @throws CliError `files`, DarkroomError */
export async function uploadShown(client: DarkroomClient, file: string): Promise<Asset> {
	const name = path.basename(file);
	const { onSent, end } = sendingLine(process.stderr, name);
	try {
		return await client.upload(await read(file), name, { onSent });
	} finally {
		end();
	}
}

/**
 * Shows bytes as they are sent: a line that is drawn over and taken away at the end on a terminal; else, of large
 * files, a line at every quarter.
 */
export function sendingLine(
	out: Pick<NodeJS.WriteStream, "write" | "isTTY">,
	name: string,
): { onSent: OnSent; end(): void } {
	let last = "";
	let next = EVERY;
	const onSent: OnSent = (sent, total) => {
		const percent = total === 0 ? 100 : Math.floor((100 * sent) / total);
		const line = `${name}  ${percent}%  ${megabytes(sent)} of ${megabytes(total)} MB sent`;
		if (out.isTTY) {
			if (line !== last) out.write(`\r\x1b[2K${line}`);
			last = line;
			return;
		}
		if (total < SMALL_BYTES || percent < next) return;
		next = (Math.floor(percent / EVERY) + 1) * EVERY;
		out.write(`${line}\n`);
	};
	return { onSent, end: () => void (last !== "" && out.write("\r\x1b[2K")) };
}

const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);
