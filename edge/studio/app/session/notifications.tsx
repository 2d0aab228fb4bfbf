import { useState } from "react";
import { Button } from "../../ui/button/button.tsx";
import { toast } from "../../ui/feedback/toast.tsx";
import { shell } from "../../words/shell.ts";

const REMEMBERED = "darkroom.notify";

const supported = "Notification" in window;
const wanted = () =>
	supported && Notification.permission === "granted" && localStorage.getItem(REMEMBERED) === "1";

/** Tells of something while the page is not looked at, where that was asked for. `tag`: a later word replaces it. */
export function notify(title: string, tag: string): void {
	if (document.visibilityState === "visible" || !wanted()) return;
	new Notification(title, { tag, icon: "/studio/favicon.svg" });
}

/** Turns notifications on and off. The browser is asked for leave only when somebody presses it. */
export function NotifyButton() {
	const say = shell.use();
	const [on, setOn] = useState(wanted);
	if (!supported) return null;
	const toggle = async () => {
		const leave = on || (await Notification.requestPermission()) === "granted";
		if (!leave) toast({ bad: true, title: say("notify_blocked") });
		localStorage.setItem(REMEMBERED, on || !leave ? "0" : "1");
		setOn(wanted());
	};
	return (
		<Button
			look="quiet"
			icon={on ? "check" : "bell"}
			aria-pressed={on}
			className="justify-start px-2 text-start"
			onClick={() => void toggle()}
		>
			{say("notify")}
		</Button>
	);
}
