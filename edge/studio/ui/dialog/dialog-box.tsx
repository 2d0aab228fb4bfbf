import { Dialog as Base } from "@base-ui/react/dialog";
import { shell } from "../../words/shell.ts";
import { IconButton } from "../button/button.tsx";
import { classes } from "../class-names.ts";
import type { DialogProps } from "./dialog-props.ts";

/** The dialog itself, which comes with the library behind it. */
export default function DialogBox({
	open,
	onClose,
	title,
	text,
	drawer = false,
	actions,
	children,
}: DialogProps) {
	const say = shell.use();
	return (
		<Base.Root open={open} onOpenChange={(next) => !next && onClose()}>
			<Base.Portal>
				<Base.Backdrop className="fixed inset-0 z-40 bg-black/50 transition-opacity duration-200 data-ending-style:opacity-0 data-starting-style:opacity-0" />
				<Base.Popup
					className={classes(
						"fixed z-50 max-h-[85dvh] border border-line bg-sheet p-6 shadow-float transition duration-200",
						"data-ending-style:opacity-0 data-starting-style:opacity-0",
						// Where something can be pressed in the end, that stays in sight and the rest scrolls.
						actions ? "flex flex-col" : "overflow-y-auto",
						drawer
							? "inset-x-0 bottom-0 rounded-t-2xl pb-[max(1.5rem,env(safe-area-inset-bottom))] data-ending-style:translate-y-8 data-starting-style:translate-y-8"
							: "inset-x-4 top-1/2 mx-auto max-w-md -translate-y-1/2 rounded-2xl data-ending-style:scale-97 data-starting-style:scale-97",
					)}
				>
					<div className="flex items-start justify-between gap-4">
						<Base.Title className="text-lg font-semibold">{title}</Base.Title>
						<Base.Close render={<IconButton label={say("close")} icon="close" className="-me-2 -mt-2" />} />
					</div>
					{text && <Base.Description className="mt-1 text-muted">{text}</Base.Description>}
					{children && (
						<div
							className={classes(
								"mt-4",
								actions !== undefined && "-mx-6 min-h-0 overflow-y-auto px-6 py-0.5",
							)}
						>
							{children}
						</div>
					)}
					{actions && <div className="flex flex-wrap justify-end gap-3 pt-6">{actions}</div>}
				</Base.Popup>
			</Base.Portal>
		</Base.Root>
	);
}
