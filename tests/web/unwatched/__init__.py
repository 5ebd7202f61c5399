"""Pages of cameras and alarms that are down."""
