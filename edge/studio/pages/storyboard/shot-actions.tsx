import { useMutation } from "@tanstack/react-query";
import type { ShotResource } from "../../../contract/projects/projects.ts";
import { deleteShot, generateShot, getShot, orderShots } from "../../api/projects.ts";
import { useRouter } from "../../app/routing/router.tsx";
import { type BoardView, isOpen } from "../../live/board.ts";
import { useBoardChange } from "../../live/project.ts";
import { IconButton } from "../../ui/button/button.tsx";
import { Menu } from "../../ui/button/menu.tsx";
import { toast } from "../../ui/feedback/toast.tsx";
import { shell } from "../../words/shell.ts";
import { moved } from "./moved.ts";
import { words } from "./words.ts";

interface Props {
	view: BoardView;
	shot: ShotResource;
	n: number;
}

/** What can be done with one shot: have its picture made, put it elsewhere, take it away. */
export function ShotActions({ view, shot, n }: Props) {
	const say = words.use();
	const common = shell.use();
	const { go } = useRouter();
	const { tell, reload } = useBoardChange(shot.project);
	const onError = (error: Error) => toast({ bad: true, title: common("refused"), text: error.message });
	const make = useMutation({
		mutationFn: async () => {
			await generateShot(shot);
			return getShot(shot);
		},
		onSuccess: tell,
		onError,
	});
	const arrange = useMutation({
		mutationFn: (by: -1 | 1) =>
			orderShots(
				shot.project,
				moved(
					view.shots.map(({ id }) => id),
					shot.id,
					by,
				),
			),
		onSettled: reload,
		onError,
	});
	const remove = useMutation({ mutationFn: () => deleteShot(shot), onSettled: reload, onError });
	const { job } = shot;
	return (
		<div className="flex">
			<IconButton
				icon={shot.image_url === null ? "spark" : "again"}
				label={say("make", { n })}
				disabled={isOpen(shot) || shot.image_prompt === null || make.isPending}
				className="disabled:opacity-40"
				onClick={() => make.mutate()}
			/>
			<Menu
				trigger={<IconButton icon="more" label={say("more_for", { n })} />}
				items={[
					...(n > 1 ? [{ words: say("move_up"), onChoose: () => arrange.mutate(-1) }] : []),
					...(n < view.shots.length ? [{ words: say("move_down"), onChoose: () => arrange.mutate(1) }] : []),
					...(job === null ? [] : [{ words: say("open_job"), onChoose: () => go(`/jobs/${job}`) }]),
					{ words: say("delete_shot"), onChoose: () => remove.mutate() },
				]}
			/>
		</div>
	);
}
