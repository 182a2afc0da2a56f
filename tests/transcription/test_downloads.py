"""Downloads, from a server on the loopback: nothing without consent, nothing damaged kept."""

from __future__ import annotations

import errno
import hashlib
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from coach import paths
from coach.errors import EngineMissing
from coach.transcription.choosing import choose_transcriber
from coach.transcription.model_download import cached, fetched, remove, seems_there
from coach.transcription.models import DownloadOffer, ModelChoice
from coach.transcription.openai_whisper_engine import OpenAiWhisper
from coach.transcription.resuming import download
from tests.helpers.fake_hub import WEIGHTS, Consent, Server, hub, server

__all__ = ["hub", "server"]


def test_the_hub_is_asked_after_consent_and_only_once(hub: Server, tmp_path: Path) -> None:
    consent = Consent(True)
    folder = fetched("base.en", tmp_path, consent)
    assert consent.offers == [DownloadOffer("Whisper model base.en", 148, "127.0.0.1")]
    assert (folder / "model.bin").read_bytes() == WEIGHTS
    assert not (folder / "README.md").exists()
    hub.asked.clear()
    assert fetched("base.en", tmp_path, consent) == folder
    assert (len(consent.offers), hub.asked) == (1, [])


def test_without_consent_no_packet_leaves(hub: Server, tmp_path: Path) -> None:
    with pytest.raises(EngineMissing) as caught:
        fetched("base.en", tmp_path, Consent(False))
    assert hub.asked == []
    assert "coach models get base.en" in caught.value.hint


def test_the_hub_stays_offline_afterwards(hub: Server, tmp_path: Path) -> None:
    import huggingface_hub

    fetched("base.en", tmp_path, Consent(True))
    assert huggingface_hub.constants.HF_HUB_OFFLINE
    with pytest.raises(OSError, match=r"offline|outgoing traffic"):
        huggingface_hub.snapshot_download("Systran/faster-whisper-small", cache_dir=tmp_path)


def test_a_hub_file_with_the_wrong_checksum_is_not_kept(hub: Server, tmp_path: Path) -> None:
    hub.files["model.bin"] = WEIGHTS[::-1]
    with pytest.raises(EngineMissing, match="damaged"):
        fetched("base.en", tmp_path, Consent(True))
    assert cached("base.en", tmp_path) is None
    hub.files["model.bin"] = WEIGHTS
    folder = fetched("base.en", tmp_path, Consent(True))
    assert (folder / "model.bin").read_bytes() == WEIGHTS


def test_a_hub_download_that_breaks_off(
    hub: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from huggingface_hub import file_download

    monkeypatch.setattr(file_download.time, "sleep", lambda seconds: None)
    hub.files["model.bin"] = WEIGHTS[: len(WEIGHTS) // 2]
    with pytest.raises(EngineMissing, match=r"could not be downloaded|damaged"):
        fetched("base.en", tmp_path, Consent(True))
    assert cached("base.en", tmp_path) is None


@pytest.mark.parametrize("knows_ranges", [True, False])
def test_a_hub_download_goes_on_where_it_broke_off(
    hub: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, knows_ranges: bool
) -> None:
    from huggingface_hub import constants, file_download

    class Stopped(BaseException):
        pass

    def stop(seconds: float) -> None:
        raise Stopped

    monkeypatch.setattr(constants, "DOWNLOAD_CHUNK_SIZE", 500)
    hub.files["model.bin"] = WEIGHTS[: len(WEIGHTS) // 2]
    with monkeypatch.context() as patch:
        patch.setattr(file_download.time, "sleep", stop)
        with pytest.raises(Stopped):
            fetched("base.en", tmp_path, Consent(True))
    assert cached("base.en", tmp_path) is None
    (part,) = tmp_path.rglob("*.part")
    assert part.read_bytes() == WEIGHTS[: len(WEIGHTS) // 2]
    hub.files["model.bin"] = WEIGHTS
    hub.knows_ranges = knows_ranges
    folder = fetched("base.en", tmp_path, Consent(True))
    assert (folder / "model.bin").read_bytes() == WEIGHTS
    assert hub.ranges == ([f"bytes={len(WEIGHTS) // 2}-"] if knows_ranges else [])
    assert not list(tmp_path.rglob("*.part"))


def test_a_hub_download_that_had_all_arrived(hub: Server, tmp_path: Path) -> None:
    left = blob(tmp_path)
    left.with_name(f"{left.name}.part").write_bytes(WEIGHTS)
    folder = fetched("base.en", tmp_path, Consent(True))
    assert (folder / "model.bin").read_bytes() == WEIGHTS


def blob(cache: Path) -> Path:
    blobs = cache / "models--Systran--faster-whisper-base.en" / "blobs"
    blobs.mkdir(parents=True)
    return blobs / hashlib.sha256(WEIGHTS).hexdigest()


def test_weights_that_an_earlier_download_left(hub: Server, tmp_path: Path) -> None:
    left = blob(tmp_path)
    left.write_bytes(WEIGHTS[::-1])
    with pytest.raises(EngineMissing, match="damaged"):
        fetched("base.en", tmp_path, Consent(True))
    left.write_bytes(WEIGHTS)
    hub.asked.clear()
    folder = fetched("base.en", tmp_path, Consent(True))
    assert (folder / "model.bin").read_bytes() == WEIGHTS


def test_a_hub_that_tells_no_checksum(hub: Server, tmp_path: Path) -> None:
    hub.tells_checksums = False
    folder = fetched("base.en", tmp_path, Consent(True))
    assert (folder / "model.bin").read_bytes() == WEIGHTS


def test_a_downloaded_model_can_be_removed(hub: Server, tmp_path: Path) -> None:
    fetched("base.en", tmp_path, Consent(True))
    assert seems_there("base.en", tmp_path)
    for _ in range(2):
        remove("base.en", tmp_path)
        assert cached("base.en", tmp_path) is None
        assert not seems_there("base.en", tmp_path)


def test_a_repository_that_is_not_there(hub: Server, tmp_path: Path) -> None:
    with pytest.raises(EngineMissing, match=r"cannot reach 127\.0\.0\.1"):
        fetched("small", tmp_path, Consent(True))


def test_no_network(hub: Server) -> None:
    hub.server_close()
    transcriber = choose_transcriber("faster-whisper", "base.en", "en", Consent(True))
    for action in (transcriber.fetch, transcriber.load):
        with pytest.raises(EngineMissing) as caught:
            action()
        assert "cannot reach 127.0.0.1" in caught.value.message
        assert "spoken-coach[offline]" in caught.value.hint


@pytest.fixture
def cdn(server: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    import whisper

    server.files["base.en.pt"] = server.announced["base.en.pt"] = WEIGHTS
    checksum = hashlib.sha256(WEIGHTS).hexdigest()
    monkeypatch.setitem(whisper._MODELS, "base.en", f"{server.url}/{checksum}/base.en.pt")
    return server


def openai(consent: Consent) -> tuple[OpenAiWhisper, list[Path]]:
    loaded: list[Path] = []

    def load(file: Path, device: str) -> Any:
        loaded.append(file)
        return object()

    return OpenAiWhisper(ModelChoice("base.en"), "en", consent, lambda: ["cpu"], load), loaded


def test_openai_downloads_after_consent_and_only_once(cdn: Server) -> None:
    consent = Consent(True)
    for _ in range(2):
        transcriber, loaded = openai(consent)
        transcriber.fetch()
        transcriber.load()
        assert loaded == [paths.model_cache() / "base.en.pt"]
    assert consent.offers == [DownloadOffer("Whisper model base.en", 148, "127.0.0.1")]
    assert len(cdn.asked) == 1


def test_openai_without_consent(cdn: Server) -> None:
    transcriber, loaded = openai(Consent(False))
    with pytest.raises(EngineMissing, match="was not downloaded"):
        transcriber.load()
    assert (cdn.asked, loaded) == ([], [])


def test_openai_asks_again_where_the_file_is_damaged(cdn: Server) -> None:
    paths.model_cache().mkdir(parents=True)
    file = paths.model_cache() / "base.en.pt"
    file.write_bytes(WEIGHTS[:100])
    transcriber, _ = openai(Consent(False))
    with pytest.raises(EngineMissing, match="was not downloaded"):
        transcriber.load()
    assert cdn.asked == []
    consent = Consent(True)
    openai(consent)[0].load()
    assert len(consent.offers) == 1
    assert file.read_bytes() == WEIGHTS


@pytest.mark.parametrize("sent", [WEIGHTS[::-1], WEIGHTS[:1000]])
def test_openai_download_that_arrives_damaged(cdn: Server, sent: bytes) -> None:
    cdn.files["base.en.pt"] = sent
    transcriber, loaded = openai(Consent(True))
    with pytest.raises(EngineMissing, match=r"damaged|cannot reach"):
        transcriber.load()
    assert loaded == []


@pytest.mark.parametrize("knows_ranges", [True, False])
def test_openai_goes_on_where_it_broke_off(cdn: Server, knows_ranges: bool) -> None:
    cdn.files["base.en.pt"] = WEIGHTS[:1000]
    with pytest.raises(EngineMissing, match="cannot reach"):
        openai(Consent(True))[0].fetch()
    cdn.files["base.en.pt"] = WEIGHTS
    cdn.knows_ranges = knows_ranges
    openai(Consent(True))[0].fetch()
    assert (paths.model_cache() / "base.en.pt").read_bytes() == WEIGHTS
    assert cdn.ranges == (["bytes=1000-"] if knows_ranges else [])


def test_a_download_of_which_nothing_comes_any_more_is_given_up(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as stalled:

        def answer() -> None:
            connection, _ = stalled.accept()
            connection.sendall(b"HTTP/1.0 200 OK\r\nContent-Length: 99\r\n\r\nhalf")
            given_up.wait(60)
            connection.close()

        given_up = threading.Event()
        thread = threading.Thread(target=answer)
        thread.start()
        url = f"http://127.0.0.1:{stalled.getsockname()[1]}/base.en.pt"
        with pytest.raises(TimeoutError):
            download(url, tmp_path / "base.en.pt.part", patience_s=0.5)
        given_up.set()
        thread.join()
    assert (tmp_path / "base.en.pt.part").read_bytes() == b"half"


def test_openai_download_that_had_all_arrived(cdn: Server) -> None:
    paths.model_cache().mkdir(parents=True)
    (paths.model_cache() / "base.en.pt.part").write_bytes(WEIGHTS)
    openai(Consent(True))[0].fetch()
    assert (paths.model_cache() / "base.en.pt").read_bytes() == WEIGHTS


@pytest.mark.parametrize("engine", ["faster-whisper", "openai-whisper"])
def test_two_coaches_do_not_download_a_model_at_once(engine: str, cdn: Server, hub: Server) -> None:
    first, second = (choose_transcriber(engine, "base.en", "en", Consent(True)) for _ in range(2))
    hub.may_go_on.clear()
    with ThreadPoolExecutor() as pool:
        fetching = pool.submit(first.fetch)
        assert hub.is_half_done.wait(60)
        try:
            with pytest.raises(EngineMissing, match="Another coach is downloading") as caught:
                second.fetch()
        finally:
            hub.may_go_on.set()
        fetching.result()
    assert "same command again" in caught.value.hint
    second.fetch()
    files = [path for path in paths.model_cache().rglob("*") if path.is_file()]
    assert WEIGHTS in [file.read_bytes() for file in files]
    assert not [file for file in files if file.suffix == ".part"]


@pytest.mark.parametrize("engine", ["faster-whisper", "openai-whisper"])
def test_a_full_disk(
    engine: str, cdn: Server, hub: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "mkdir", full)
    with pytest.raises(EngineMissing, match="could not be kept: No space left") as caught:
        choose_transcriber(engine, "base.en", "en", Consent(True)).fetch()
    assert "coach models get base.en" in caught.value.hint


def test_openai_file_that_is_not_there(cdn: Server) -> None:
    del cdn.files["base.en.pt"]
    with pytest.raises(EngineMissing, match="404"):
        openai(Consent(True))[0].fetch()


def test_openai_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    import whisper

    monkeypatch.setitem(whisper._MODELS, "base.en", "http://127.0.0.1:9/abc/base.en.pt")
    transcriber, _ = openai(Consent(True))
    with pytest.raises(EngineMissing) as caught:
        transcriber.fetch()
    assert "cannot reach 127.0.0.1" in caught.value.message
    assert "spoken-coach[offline]" in caught.value.hint
