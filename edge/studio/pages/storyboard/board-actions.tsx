import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { cancelProject, deleteProject, generateShots } from "../../api/projects.ts";
import { DeleteDialog } from "../../app/editing/delete-dialog.tsx";
import { type BoardView, isOpen } from "../../live/board.ts";
import { useBoardChange } from "../../live/project.ts";
import { Button, IconButton } from "../../ui/button/button.tsx";
import { Menu } from "../../ui/button/menu.tsx";
import { Dialog } from "../../ui/dialog/dialog.tsx";
import { toast } from "../../ui/feedback/toast.tsx";
import { shell } from "../../words/shell.ts";
import { batchesOf } from "../script.ts";
import { saveContactSheet } from "./contact-sheet.ts";
import { SettingsDialog } from "./settings-dialog.tsx";
import { words } from "./words.ts";

type Asked = "all" | "settings" | "delete" | null;

/** What can be done with the whole storyboard. */
export function BoardActions({ view }: { view: BoardView }) {
	const say = words.use();
	const common = shell.use();
	const [asked, setAsked] = useState<Asked>(null);
	const { project, shots } = view;
	const { reload } = useBoardChange(project.id);
	const onError = (error: Error) => toast({ bad: true, title: common("refused"), text: error.message });
	const wanted = shots.filter((shot) => shot.is_image_dirty && !isOpen(shot) && shot.image_prompt !== null);
	const make = useMutation({
		mutationFn: async ({ ids, clean }: { ids: readonly string[]; clean: boolean }) => {
			let [made, left] = [0, 0];
			for (const batch of batchesOf(ids)) {
				const { data, skipped } = await generateShots(project.id, { shots: batch, clean });
				made += data.length;
				left += skipped.length;
			}
			return { made, left };
		},
		onSuccess: ({ made, left }) =>
			toast({
				title: say("made", { n: made }),
				...(left > 0 ? { text: say("left_out", { n: left }) } : {}),
			}),
		onError,
		onSettled: reload,
	});
	const cancel = useMutation({
		mutationFn: async () => {
			while ((await cancelProject(project.id)).has_more);
		},
		onError,
		onSettled: reload,
	});
	const sheet = useMutation({
		mutationFn: () => saveContactSheet(project, shots),
		onSuccess: () => toast({ title: say("sheet_made") }),
		onError,
	});
	const close = () => setAsked(null);
	const some = shots.length > 0;
	return (
		<>
			{wanted.length > 0 && (
				<Button
					look="primary"
					icon="spark"
					busy={make.isPending}
					onClick={() => make.mutate({ ids: wanted.map(({ id }) => id), clean: false })}
				>
					{say("make_dirty", { n: wanted.length })}
				</Button>
			)}
			{shots.some(isOpen) && (
				<Button look="danger" icon="stop" busy={cancel.isPending} onClick={() => cancel.mutate()}>
					{say("cancel")}
				</Button>
			)}
			<Menu
				trigger={<IconButton icon="more" label={common("more")} className="border border-line" />}
				items={[
					...(some
						? [{ words: say("make_all"), icon: "again" as const, onChoose: () => setAsked("all") }]
						: []),
					...(some
						? [{ words: say("sheet"), icon: "gallery" as const, onChoose: () => sheet.mutate() }]
						: []),
					{ words: say("settings"), icon: "pencil", onChoose: () => setAsked("settings") },
					{ words: say("delete"), icon: "bin", onChoose: () => setAsked("delete") },
				]}
			/>
			<Dialog
				open={asked === "all"}
				onClose={close}
				title={say("all_title")}
				text={say("all_text")}
				actions={
					<>
						<Button onClick={close}>{common("close")}</Button>
						<Button
							look="primary"
							onClick={() => {
								close();
								make.mutate({ ids: shots.map(({ id }) => id), clean: true });
							}}
						>
							{say("make_all")}
						</Button>
					</>
				}
			/>
			{asked === "settings" && <SettingsDialog project={project} onClose={close} />}
			<DeleteDialog
				open={asked === "delete"}
				onClose={close}
				title={say("delete_title", { name: project.name })}
				text={say("delete_text")}
				yes={say("delete")}
				remove={() => deleteProject(project.id)}
				list="projects"
				to="/storyboards"
			/>
		</>
	);
}
