import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	back: "Todos os webhooks",
	test: "Enviar teste",
	test_sent: "Teste a caminho",
	pause: "Pausar",
	resume: "Retomar",
	paused: "Pausado. O que acontece fica guardado por três dias.",
	rotate: "Novo segredo",
	rotate_text: "O anterior vale por mais 24 horas, para seu servidor trocar.",
	delete: "Excluir",
	delete_text: "Nada mais é enviado, e suas entregas vão junto.",
	keep: "Manter",
	deliveries: "Entregas",
	none_title: "Nada foi enviado ainda",
	none_text: "Envie um teste para ver o que chega, ou inicie um trabalho.",
	delivered: "Entregue",
	pending: "Aguardando",
	failed: "Desistiu",
	attempts: { one: "{n} tentativa", other: "{n} tentativas" },
	next: "de novo {time}",
	replay: "Reenviar",
	replayed: "A caminho de novo",
	more: "Mostrar mais",
	status: "resposta {n}",
});
