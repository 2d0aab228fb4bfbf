/** A picture of a film, as an address of the page's own. */
export interface Frame {
	/** Seconds from the beginning. */
	at: number;
	picture: string;
}

/** Pictures of a strip. */
const FRAMES = 10;
/** Pixels of each. */
const HEIGHT = 128;
/** A place after the end of every film, in seconds: a player that goes there learns how long a film is that does not say so. */
const BEYOND = 1e7;

/**
 * Takes pictures of a film at even distances, one after the other, with a player that nobody sees. Answers with how
 * long the film is, in seconds.
 *
 * @throws where the browser cannot play it, or `signal` ends it
 */
export async function framesOf(
	url: string,
	signal: AbortSignal,
	onFrame: (frame: Frame) => void,
): Promise<number> {
	const player = document.createElement("video");
	const canvas = document.createElement("canvas");
	const pen = canvas.getContext("2d");
	if (!pen) throw new Error("this browser has no canvas");
	Object.assign(player, { muted: true, preload: "auto", src: url });
	try {
		await heard(player, "loadeddata", signal);
		let duration = player.duration;
		if (!Number.isFinite(duration)) {
			player.currentTime = BEYOND;
			await heard(player, "seeked", signal);
			duration = player.currentTime;
		}
		canvas.height = HEIGHT;
		canvas.width = Math.max(1, Math.round((HEIGHT * player.videoWidth) / player.videoHeight));
		for (let n = 0; n < FRAMES; n++) {
			const at = ((n + 0.5) * duration) / FRAMES;
			player.currentTime = at;
			await heard(player, "seeked", signal);
			pen.drawImage(player, 0, 0, canvas.width, canvas.height);
			onFrame({ at, picture: canvas.toDataURL("image/jpeg", 0.7) });
		}
		return duration;
	} finally {
		// A player that is only let go of may go on to load.
		player.removeAttribute("src");
		player.load();
	}
}

function heard(player: HTMLVideoElement, name: string, signal: AbortSignal): Promise<void> {
	return new Promise((resolve, reject) => {
		const over = new AbortController();
		const end = (act: () => void) => () => {
			over.abort();
			act();
		};
		const until = { signal: over.signal };
		player.addEventListener(name, end(resolve), until);
		player.addEventListener(
			"error",
			end(() => reject(new Error("the film cannot be played"))),
			until,
		);
		signal.addEventListener(
			"abort",
			end(() => reject(new Error("nobody looks any more"))),
			until,
		);
		if (signal.aborted) end(() => reject(new Error("nobody looks any more")))();
	});
}
