import { useState } from "react";
import { Slider } from "../../ui/form/slider.tsx";
import { Frame, LAYER, type Two } from "./frame.tsx";
import { words } from "./words.ts";

const MOST = 8;

/** What differs shines, what is the same is black: each colour of one picture less that of the other. */
export function Difference({ first, second }: Two) {
	const say = words.use();
	const [gain, setGain] = useState(1);
	return (
		<div className="space-y-4">
			<Frame of={first}>
				<div style={{ filter: `brightness(${gain})` }} className="absolute inset-0 isolate bg-black">
					<img src={first.url} alt={say("first")} className={LAYER} />
					<img src={second.url} alt={say("second")} className={`${LAYER} mix-blend-difference`} />
				</div>
			</Frame>
			<p className="text-center text-muted">{say("difference_text")}</p>
			<div className="mx-auto max-w-xs">
				<Slider label={say("gain")} value={gain} min={1} max={MOST} onChange={setGain} />
			</div>
		</div>
	);
}
