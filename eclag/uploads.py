"""How much a request may bring along."""

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

REQUEST_BYTES = 25 * 1024 * 1024


class LimitedUploads(FileUploadHandler):
    """Refuses a request by the length that it announces, before anything of it is read or kept."""

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):  # noqa: N803 - Django's
        if content_length > REQUEST_BYTES:
            raise RequestDataTooBig(f"The request has {content_length} bytes.")

    def receive_data_chunk(self, raw_data, start):
        return raw_data

    def file_complete(self, file_size):
        return None
