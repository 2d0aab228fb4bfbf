import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	back: "Todos los webhooks",
	test: "Enviar prueba",
	test_sent: "Prueba en camino",
	pause: "Pausar",
	resume: "Reanudar",
	paused: "En pausa. Lo que ocurra se guarda tres días.",
	rotate: "Secreto nuevo",
	rotate_text: "El anterior vale otras 24 horas, para que tu servidor pueda cambiar.",
	delete: "Eliminar",
	delete_text: "Desde ya no se envía nada, y sus entregas se borran.",
	keep: "Conservar",
	deliveries: "Entregas",
	none_title: "Aún no se ha enviado nada",
	none_text: "Envía una prueba para ver qué llega, o inicia un trabajo.",
	delivered: "Entregada",
	pending: "Pendiente",
	failed: "Abandonada",
	attempts: { one: "{n} intento", other: "{n} intentos" },
	next: "de nuevo {time}",
	replay: "Reenviar",
	replayed: "En camino otra vez",
	more: "Mostrar más",
	status: "respuesta {n}",
});
