import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	back: "Tous les webhooks",
	test: "Envoyer un test",
	test_sent: "Un test est parti",
	pause: "Mettre en pause",
	resume: "Reprendre",
	paused: "En pause. Ce qui se passe est gardé trois jours.",
	rotate: "Nouveau secret",
	rotate_text: "L’ancien reste valable 24 heures, le temps de changer.",
	delete: "Supprimer",
	delete_text: "Plus rien n’est envoyé, et ses livraisons disparaissent.",
	keep: "Garder",
	deliveries: "Livraisons",
	none_title: "Rien n’a encore été envoyé",
	none_text: "Envoyez un test pour voir ce qui arrive, ou lancez une tâche.",
	delivered: "Livré",
	pending: "En attente",
	failed: "Abandonné",
	attempts: { one: "{n} essai", other: "{n} essais" },
	next: "nouvel essai {time}",
	replay: "Renvoyer",
	replayed: "De nouveau en route",
	more: "Afficher plus",
	status: "réponse {n}",
});
