import type { Span } from "./spans.ts";

/** What ffmpeg says of a film while it decodes its pictures. */
export interface Said {
	/** Pixels of the pictures as they are stored; null: it did not say. */
	width: number | null;
	height: number | null;
	/** Whether there is a track of sound. */
	sound: boolean;
	/** How long the container says that it is, in seconds; null: it does not. */
	duration: number | null;
	/** When each decoded picture begins, in seconds from the first one. */
	starts: number[];
	/** The loudest moment of its sound, in decibels below full scale; null: nobody listened. */
	loudest: number | null;
	/** Silences in their order; the last one may have no end where it lasts to the end of the film: older versions do not say when that is. */
	silences: (Pick<Span, "from"> & { to: number | null })[];
	/** What it found wrong, the first of each kind. */
	complaints: string[];
}

/** What counts as no sound at all, in decibels. */
const SILENCE = -120;
/** Complaints that are kept, and characters of each. */
const [MOST_COMPLAINTS, MOST_CHARACTERS] = [20, 200];

/**
 * Reads what ffmpeg prints on stderr with `-loglevel level+info` and the filters `showinfo`, `volumedetect` and `silencedetect`, line by line; written after
 * what 4.2.2, 7.0.2 and 9.0.2 print. What it does not know it passes over: a film's own words stand behind `[info]`.
 */
export class FfmpegLog {
	readonly said: Said = {
		width: null,
		height: null,
		sound: false,
		duration: null,
		starts: [],
		loudest: null,
		silences: [],
		complaints: [],
	};
	private first: number | null = null;
	/** What it is going to write is described after what it reads. */
	private reading = true;

	hear(line: string): void {
		const wrong = COMPLAINT.exec(line)?.[1];
		const time = SHOWN.exec(line)?.[1];
		const loudest = LOUDEST.exec(line)?.[1];
		const silence = SILENT.exec(line);
		if (wrong !== undefined) this.complain(wrong.trim());
		else if (time !== undefined) this.show(Number(time));
		else if (loudest !== undefined)
			this.said.loudest = Math.max(SILENCE, Number(loudest.replace("inf", "Infinity")));
		else if (silence !== null) this.hush(silence[1] === "start", Math.max(0, Number(silence[2])));
		else if (line.startsWith("[info] Output #")) this.reading = false;
		else if (this.reading) this.describe(line);
	}

	private describe(line: string): void {
		const duration = DURATION.exec(line);
		if (duration !== null && this.said.duration === null) {
			const [hours = 0, minutes = 0, seconds = 0] = duration.slice(1).map(Number);
			this.said.duration = (hours * 60 + minutes) * 60 + seconds;
		}
		const stream = STREAM.exec(line)?.[1];
		if (stream === "Audio") this.said.sound = true;
		if (stream !== "Video" || this.said.width !== null) return;
		const sides = SIDES.exec(line);
		if (sides !== null) [this.said.width, this.said.height] = [Number(sides[1]), Number(sides[2])];
	}

	private show(time: number): void {
		this.first ??= time;
		const { starts } = this.said;
		// Clocks that run backwards are no clocks: such a picture is shown with the one before it.
		starts.push(Math.max(time - this.first, starts.at(-1) ?? 0));
	}

	private hush(starts: boolean, at: number): void {
		const { silences } = this.said;
		const last = silences.at(-1);
		if (starts) silences.push({ from: at, to: null });
		else if (last !== undefined && last.to === null) last.to = at;
	}

	private complain(wrong: string): void {
		const { complaints } = this.said;
		const words = wrong.slice(0, MOST_CHARACTERS);
		if (complaints.length < MOST_COMPLAINTS && !complaints.includes(words)) complaints.push(words);
	}
}

/** Who says it stands before the level: `[h264 @ 0x55f0] [error] …`. */
const COMPLAINT = /^(?:\[[^\]]* @ 0x[0-9a-f]+\] )*\[(?:error|fatal|panic)\] (.+)$/;
const SHOWN =
	/^\[Parsed_showinfo_\d+ @ 0x[0-9a-f]+\] \[info\] n: *\d+ pts: *-?\d+ pts_time:(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?) /;
const LOUDEST = /^\[Parsed_volumedetect_\d+ @ 0x[0-9a-f]+\] \[info\] max_volume: (-?(?:[\d.]+|inf)) dB/;
const SILENT =
	/^\[(?:Parsed_)?silencedetect\S* @ 0x[0-9a-f]+\] \[info\] silence_(start|end): (-?[\d.]+(?:e[+-]?\d+)?)/;
const DURATION = /^\[info\] {3}Duration: (\d+):(\d\d):(\d\d\.\d+),/;
const STREAM = /^\[info\] +Stream #0:\d+.*?: (Video|Audio): /;
const SIDES = /, (\d{1,5})x(\d{1,5})[ ,[]/;
