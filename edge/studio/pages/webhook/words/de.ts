import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	back: "Alle Webhooks",
	test: "Test senden",
	test_sent: "Ein Test ist unterwegs",
	pause: "Pausieren",
	resume: "Fortsetzen",
	paused: "Pausiert. Was geschieht, wird drei Tage aufgehoben.",
	rotate: "Neues Geheimnis",
	rotate_text: "Das bisherige gilt noch 24 Stunden, damit Ihr Server wechseln kann.",
	delete: "Löschen",
	delete_text: "Ab jetzt wird nichts mehr gesendet; die Zustellungen verschwinden mit.",
	keep: "Behalten",
	deliveries: "Zustellungen",
	none_title: "Noch nichts gesendet",
	none_text: "Senden Sie einen Test, oder starten Sie einen Auftrag.",
	delivered: "Zugestellt",
	pending: "Wartet",
	failed: "Aufgegeben",
	attempts: { one: "{n} Versuch", other: "{n} Versuche" },
	next: "erneut {time}",
	replay: "Erneut senden",
	replayed: "Wieder unterwegs",
	more: "Mehr zeigen",
	status: "Antwort {n}",
});
