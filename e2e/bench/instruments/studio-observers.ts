/** Frames of a page since they were counted anew; times in milliseconds. */
export interface Frames {
	all: number;
	/** Over 50 ms. */
	long: number;
	/** Of these, those in which scripts took as long, or style and layout. */
	script: number;
	layout: number;
	longest: number;
}

/** What a page has seen of itself; times in milliseconds. */
export interface Observed {
	paint: number;
	/** The sum of all jumps that nobody caused by touching something. */
	shift: number;
	/** From frames of a socket to the paint after what they changed; from the edge's own time of the event, the same. */
	toPixel: number[];
	sinceEvent: number[];
	frames: Frames;
}

/** What measures in the page, before anything of it runs. Text: it runs in a browser, where nothing of this program is. */
export const OBSERVERS = `(() => {
	const seen = { paint: 0, shift: 0, toPixel: [], sinceEvent: [] };
	let frames = { all: 0, long: 0, script: 0, layout: 0, longest: 0 };
	const observe = (type, tell) => new PerformanceObserver((list) => list.getEntries().forEach(tell)).observe({ type, buffered: true });
	observe("largest-contentful-paint", ({ startTime }) => { seen.paint = startTime; });
	observe("layout-shift", ({ value, hadRecentInput }) => { if (!hadRecentInput) seen.shift += value; });
	observe("long-animation-frame", ({ scripts, startTime, duration, styleAndLayoutStart }) => {
		if (scripts.reduce((all, { duration }) => all + duration, 0) > 50) frames.script += 1;
		if (styleAndLayoutStart > 0 && startTime + duration - styleAndLayoutStart > 50) frames.layout += 1;
	});
	let last = performance.now();
	requestAnimationFrame(function next() {
		const now = performance.now();
		const took = now - last;
		last = now;
		frames.all += 1;
		frames.longest = Math.max(frames.longest, took);
		if (took > 50) frames.long += 1;
		pending = pending.filter((one) => (one.frames += 1) <= 3);
		requestAnimationFrame(next);
	});
	// From a frame of the socket to the paint after the first change of the page that follows it. One that has changed
	// nothing three animation frames later changes nothing: what changes the page after that is something else, such as a clock.
	let pending = [];
	const Original = WebSocket;
	window.WebSocket = class extends Original {
		constructor(...given) {
			super(...given);
			this.addEventListener("message", ({ data }) => {
				const at = performance.now();
				if (typeof data !== "string" || data === "pong") return;
				const frame = JSON.parse(data);
				if (!["event", "progress"].includes(frame.type)) return;
				const told = frame.type === "event" ? Date.parse(frame.event.at) : null;
				pending.push({ at, told, frames: 0 });
			});
		}
	};
	new MutationObserver(() => {
		if (pending.length === 0) return;
		const changed = pending;
		pending = [];
		requestAnimationFrame(() => {
			const channel = new MessageChannel();
			channel.port1.onmessage = () => {
				for (const { at, told } of changed) {
					seen.toPixel.push(performance.now() - at);
					if (told !== null) seen.sinceEvent.push(Date.now() - told);
				}
			};
			channel.port2.postMessage(null);
		});
	}).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
	window.darkroomBench = {
		count: () => { frames = { all: 0, long: 0, script: 0, layout: 0, longest: 0 }; last = performance.now(); },
		read: () => ({ ...seen, frames }),
	};
})();`;
