import { expect, test } from "vitest";
import { FfmpegLog } from "./ffmpeg-log.ts";

function heard(text: string) {
	const log = new FfmpegLog();
	for (const line of text.split("\n")) log.hear(line);
	return log.said;
}

const OLD = `[info] Input #0, mov,mp4,m4a,3gp,3g2,mj2, from 'vfr.mp4':
[info]   Metadata:
[info]     title           : Stream #0:7: Audio: [error] no
[info]   Duration: 00:01:02.94, start: 0.000000, bitrate: 368 kb/s
[info]     Stream #0:0(und): Video: h264 (Constrained Baseline) (avc1 / 0x31637661), yuv420p, 320x192 [SAR 1:1 DAR 5:3], 365 kb/s, 10.89 fps, 16 tbr, 16384 tbn, 32 tbc (default)
[info] Stream mapping:
[info]   Stream #0:0 -> #0:0 (h264 (native) -> rawvideo (native))
[Parsed_showinfo_2 @ 0x34a4b200] [info] config in time_base: 1/16384, frame_rate: 16/1
[Parsed_showinfo_2 @ 0x34a4b200] [info] n:   0 pts:   1024 pts_time:0.0625  pos:       48 fmt:gray sar:15/16 s:64x36 i:P iskey:1 type:I checksum:81C94F58 plane_checksum:[81C94F58] mean:[123 ] stdev:[64.5 ]
[info] Output #0, rawvideo, to 'pipe:':
[info]   Duration: 00:00:09.00, start: 0.000000, bitrate: 368 kb/s
[info]     Stream #0:0(und): Video: rawvideo (Y800 / 0x30303859), gray, 64x36 [SAR 15:16 DAR 5:3], q=2-31, 294 kb/s, 16 fps, 16 tbn, 16 tbc (default)
[Parsed_showinfo_2 @ 0x34a4b200] [info] n:   1 pts:   4096 pts_time:0.25    pos:     9048 fmt:gray sar:15/16 s:64x36 i:P iskey:0 type:P
[Parsed_showinfo_2 @ 0x34a4b200] [info] n:   2 pts:   3072 pts_time:0.1875  pos:     9048 fmt:gray sar:15/16 s:64x36 i:P iskey:0 type:P
[h264 @ 0x34a4c000] [error] Invalid NAL unit size (3885 > 3588).
[h264 @ 0x34a4c000] [error] Invalid NAL unit size (3885 > 3588).
[error] Error while decoding stream #0:0: Invalid data found when processing input`;

test("what ffmpeg 4.2.2 prints is read: sizes of what it reads and not of what it writes, when pictures begin, complaints", () => {
	expect(heard(OLD)).toEqual({
		...{ width: 320, height: 192, sound: false, duration: 62.94, loudest: null, silences: [] },
		// The clock of the third one runs backwards.
		starts: [0, 0.1875, 0.1875],
		complaints: [
			"Invalid NAL unit size (3885 > 3588).",
			"Error while decoding stream #0:0: Invalid data found when processing input",
		],
	});
});

const NEW = `[info] Input #0, matroska,webm, from 'x.mkv':
[info]   Duration: N/A, start: 0.000000, bitrate: N/A
[info]   Stream #0:0[0x1](und): Video: hevc (Main) (hev1 / 0x31766568), yuv420p(tv, progressive), 1280x720 [SAR 1:1 DAR 16:9], 479 kb/s, 16 fps, 16 tbr, 16384 tbn (default)
[info]   Stream #0:1[0x2](und): Audio: aac (LC) (mp4a / 0x6134706D), 44100 Hz, mono, fltp, 69 kb/s (default)
[vist#0:0/h264 @ 0x558eeccf8700] [dec:h264 @ 0x558eecd81300] [error] Error submitting packet to decoder: Invalid data found when processing input
[Parsed_volumedetect_0 @ 0x558eeccf8700] [info] mean_volume: -20.7 dB
[Parsed_volumedetect_0 @ 0x558eeccf8700] [info] max_volume: -17.6 dB
[fatal] Error opening output files: Invalid argument`;

test("what ffmpeg 9.0.2 prints is read: sound, how loud it is, and who complains", () => {
	expect(heard(NEW)).toEqual({
		...{ width: 1280, height: 720, sound: true, duration: null, loudest: -17.6, starts: [] },
		silences: [],
		complaints: [
			"Error submitting packet to decoder: Invalid data found when processing input",
			"Error opening output files: Invalid argument",
		],
	});
	expect(heard("[Parsed_volumedetect_0 @ 0x5] [info] max_volume: -inf dB").loudest).toBe(-120);
});

test("silences are read as they begin and end; one that lasts to the end has none in older versions", () => {
	const said = `[Parsed_silencedetect_1 @ 0x7fbe2c0820c0] [info] silence_start: 2.26757e-05
[Parsed_silencedetect_1 @ 0x7fbe2c0820c0] [info] silence_end: 1.811156 | silence_duration: 1.811133
[silencedetect @ 0x7fbe2c0820c0] [info] silence_start: 2.507755`;
	expect(heard(said).silences).toEqual([
		{ from: 2.26757e-5, to: 1.811156 },
		{ from: 2.507755, to: null },
	]);
	expect(heard("[silencedetect @ 0x7f] [info] silence_end: 3 | silence_duration: 0.4").silences).toEqual([]);
});

test("complaints without end take no memory without end", () => {
	const { complaints } = heard(
		Array.from({ length: 500 }, (_, i) => `[h264 @ 0x1] [error] ${i} ${"x".repeat(900)}`).join("\n"),
	);
	expect(complaints).toHaveLength(20);
	expect(Math.max(...complaints.map(({ length }) => length))).toBe(200);
});
