import { useState } from "react";
import { Icon } from "../../ui/icon.tsx";
import { Frame, LAYER, type Two } from "./frame.tsx";
import { words } from "./words.ts";

const MIDDLE = 50;

/** One picture over the other, up to a line that is moved by hand or by arrow keys. It runs from left to right in every language. */
export function SliderView({ first, second }: Two) {
	const say = words.use();
	const [at, setAt] = useState(MIDDLE);
	return (
		<Frame of={first}>
			<img src={second.url} alt={say("second")} draggable={false} className={LAYER} />
			<img
				src={first.url}
				alt={say("first")}
				draggable={false}
				style={{ clipPath: `inset(0 ${100 - at}% 0 0)` }}
				className={LAYER}
			/>
			<Corner side="start" words={say("first")} />
			<Corner side="end" words={say("second")} />
			<div dir="ltr" style={{ left: `${at}%` }} className="pointer-events-none absolute inset-y-0 z-10">
				<div className="absolute inset-y-0 -ml-px w-0.5 bg-white shadow-[0_0_4px_rgb(0_0_0/0.6)]" />
				<div className="absolute top-1/2 -mt-5 -ml-5 grid size-10 place-items-center rounded-full bg-white text-neutral-900 shadow-float">
					<Icon name="compare" className="size-5" />
				</div>
			</div>
			<input
				type="range"
				dir="ltr"
				min={0}
				max={100}
				step={0.5}
				value={at}
				aria-label={say("position")}
				onChange={(event) => setAt(Number(event.target.value))}
				className="absolute inset-0 z-20 size-full cursor-ew-resize opacity-0"
			/>
		</Frame>
	);
}

function Corner({ side, words: text }: { side: "start" | "end"; words: string }) {
	return (
		<span
			dir="ltr"
			aria-hidden="true"
			className={`pointer-events-none absolute top-3 z-10 rounded-full bg-black/60 px-2.5 py-1 text-xs font-medium text-white ${side === "start" ? "left-3" : "right-3"}`}
		>
			{text}
		</span>
	);
}
