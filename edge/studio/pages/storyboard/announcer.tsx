import { useEffect, useRef, useState } from "react";
import type { ShotStatus } from "../../../contract/projects/projects.ts";
import { notify } from "../../app/session/notifications.tsx";
import { type BoardView, isOpen } from "../../live/board.ts";
import { useShotStatus } from "./shot-status.tsx";
import { words } from "./words.ts";

/** Tells screen readers of the shot that has changed last, and who looks elsewhere when all of them are there. */
export function Announcer({ view }: { view: BoardView }) {
	const say = words.use();
	const statusOf = useShotStatus();
	const known = useRef<ReadonlyMap<string, ShotStatus> | null>(null);
	const [told, setTold] = useState("");
	const { project, shots } = view;
	useEffect(() => {
		const before = known.current;
		known.current = new Map(shots.map(({ id, status }) => [id, status]));
		if (!before) return;
		const at = shots.findLastIndex(({ id, status }) => before.has(id) && before.get(id) !== status);
		const shot = shots[at];
		if (!shot) return;
		setTold(say("shot_is", { n: at + 1, status: statusOf(shot) }));
		if (!isOpen(shot) && !shots.some(isOpen) && !shots.some(({ is_image_dirty }) => is_image_dirty))
			notify(say("ready_note", { name: project.name }), project.id);
	}, [shots, project, say, statusOf]);
	return (
		<p role="status" className="sr-only">
			{told}
		</p>
	);
}
