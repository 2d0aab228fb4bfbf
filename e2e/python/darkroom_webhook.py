
# What follows is no example: the handler above hears of a webhook of the edge itself.
from http.server import HTTPServer



class QuietHook(Hook):
    def log_message(self, format: str, *args: object) -> None:
        pass


server = HTTPServer(("127.0.0.1", 0), QuietHook)
server.timeout = 60
webhook = client.webhooks.create({"url": f"http://127.0.0.1:{server.server_address[1]}/"})
os.environ["WEBHOOK_SECRET"] = webhook["secret"] or ""
client.webhooks.test(webhook["id"])
print("taken: ", end="", flush=True)
server.handle_request()
client.webhooks.delete(webhook["id"])
