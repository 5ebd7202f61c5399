"""Places of which a camera or an alarm is down."""
