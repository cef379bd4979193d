from gate.mqtt.topics import Topics


def test_every_topic_carries_the_gate():
    topics = Topics("balai-kota")

    assert topics.availability == "gate/balai-kota/availability"
    assert topics.events == "gate/balai-kota/events"
    assert topics.lane_state("masuk") == "gate/balai-kota/lane/masuk/state"
